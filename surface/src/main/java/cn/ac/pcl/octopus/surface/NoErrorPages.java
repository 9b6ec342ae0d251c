package cn.ac.pcl.octopus.surface;

import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;

/** What Tomcat refuses before a handler sees it is answered with its status and nothing else. */
final class NoErrorPages extends ErrorReportValve {

    @Override
    protected void report(Request request, Response response, @Nullable Throwable failure) {
        response.setErrorReported();
    }
}
