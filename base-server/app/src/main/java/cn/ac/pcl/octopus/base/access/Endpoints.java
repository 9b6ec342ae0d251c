package cn.ac.pcl.octopus.base.access;

import java.util.Map;
import java.util.TreeSet;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Lets the service start only when every endpoint says who may call it: a forgotten {@link
 * AllowedTo} is found before anybody can call.
 */
@Component
class Endpoints implements SmartInitializingSingleton {
    private final RequestMappingHandlerMapping endpoints;

    Endpoints(@Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping endpoints) {
        this.endpoints = endpoints;
    }

    @Override
    public void afterSingletonsInstantiated() {
        requireRules(endpoints.getHandlerMethods());
    }

    /**
     * @throws IllegalStateException which names the endpoints without a rule
     */
    static void requireRules(Map<RequestMappingInfo, HandlerMethod> all) {
        var silent = new TreeSet<String>();
        all.forEach((mapping, method) -> {
            if (!isOpen(mapping, method) && RoleInterceptor.ruleOf(method) == null) {
                silent.add(mapping + " of " + method.getShortLogMessage());
            }
        });
        if (!silent.isEmpty()) {
            throw new IllegalStateException(
                    "Without @AllowedTo nobody may call " + String.join(", ", silent));
        }
    }

    /** What checks its callers itself, and the page of errors, which is only forwarded to. */
    private static boolean isOpen(RequestMappingInfo mapping, HandlerMethod method) {
        return ErrorController.class.isAssignableFrom(method.getBeanType())
                || mapping.getPatternValues().stream().allMatch(CallerFilter::isOpen);
    }
}
