package cn.ac.pcl.octopus.local.platform;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.FileAppender;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The launcher's own log; its console belongs to the progress lines.
final class LaunchLog {

    private LaunchLog() {}

    static void writeTo(Path file) {
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        var encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(
                "%d{yyyy-MM-dd'T'HH:mm:ss.SSS,UTC}Z %-5level %-40.40logger{39} : %msg%n");
        encoder.start();
        var appender = new FileAppender<ILoggingEvent>();
        appender.setContext(context);
        appender.setFile(file.toString());
        appender.setEncoder(encoder);
        appender.start();
        var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.addAppender(appender);
        root.setLevel(Level.WARN);
        // It tells of each connection that the node's client gives up after a while.
        context.getLogger("io.vertx.core.http.impl.HttpClientConnection").setLevel(Level.ERROR);
        context.getLogger("cn.ac.pcl.octopus").setLevel(Level.INFO);
    }
}
