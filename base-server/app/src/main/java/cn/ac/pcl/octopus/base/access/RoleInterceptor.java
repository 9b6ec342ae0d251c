package cn.ac.pcl.octopus.base.access;

import cn.ac.pcl.octopus.base.Refusal;
import cn.ac.pcl.octopus.base.api.ErrorCode;
import cn.ac.pcl.octopus.identity.Caller;
import cn.ac.pcl.octopus.identity.Role;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Compares the caller's role with {@link AllowedTo}, then asks every {@link CallerCheck}. What says
 * nothing of roles is for nobody.
 */
class RoleInterceptor implements HandlerInterceptor {
    private final List<CallerCheck> checks;

    RoleInterceptor(List<CallerCheck> checks) {
        this.checks = List.copyOf(checks);
    }

    @Override
    public boolean preHandle(
            HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (!(handler instanceof HandlerMethod method)
                || CallerFilter.isOpen(request)
                || request.getDispatcherType() == DispatcherType.ERROR) {
            return true;
        }
        if (!(request.getAttribute(CurrentCaller.ATTRIBUTE) instanceof Caller caller)) {
            throw Refusal.of(ErrorCode.CALLER_REFUSED);
        }
        var rule = ruleOf(method);
        if (rule == null || !Arrays.asList(rule.value()).contains(caller.role())) {
            throw Refusal.of(ErrorCode.ROLE_REFUSED);
        }
        if (caller.role() != Role.NOBODY) {
            for (var check : checks) {
                if (!(check.ofWorkspace() && rule.outsideWorkspace())) {
                    check.check(caller);
                }
            }
        }
        return true;
    }

    static @Nullable AllowedTo ruleOf(HandlerMethod method) {
        var rule = method.getMethodAnnotation(AllowedTo.class);
        return rule != null
                ? rule
                : AnnotatedElementUtils.findMergedAnnotation(method.getBeanType(), AllowedTo.class);
    }
}
