package cn.ac.pcl.octopus.base.testing;

import cn.ac.pcl.octopus.base.access.CurrentCaller;
import cn.ac.pcl.octopus.identity.Caller;
import java.util.concurrent.Callable;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** Calls a controller in this thread, as if a request of somebody had come. */
public final class AsCaller {
    private AsCaller() {}

    public static <T> T call(Caller caller, Callable<T> code) throws Exception {
        var request = new MockHttpServletRequest();
        request.setAttribute(CurrentCaller.class.getName(), caller);
        RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(request));
        try {
            return code.call();
        } finally {
            RequestContextHolder.resetRequestAttributes();
        }
    }
}
