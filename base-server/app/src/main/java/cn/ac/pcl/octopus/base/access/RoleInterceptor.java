package cn.ac.pcl.octopus.base.access;

import cn.ac.pcl.octopus.base.Refusal;
import cn.ac.pcl.octopus.base.api.ErrorCode;
import cn.ac.pcl.octopus.identity.Caller;
import cn.ac.pcl.octopus.identity.Role;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/** Compares the caller's role with {@link AllowedTo}, then asks every {@link CallerCheck}. */
class RoleInterceptor implements HandlerInterceptor {
    private final List<CallerCheck> checks;

    RoleInterceptor(List<CallerCheck> checks) {
        this.checks = List.copyOf(checks);
    }

    @Override
    public boolean preHandle(
            HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (!(handler instanceof HandlerMethod method) || CallerFilter.isOpen(request)) {
            return true;
        }
        if (!(request.getAttribute(CurrentCaller.ATTRIBUTE) instanceof Caller caller)) {
            throw Refusal.of(ErrorCode.CALLER_REFUSED);
        }
        var rule = ruleOf(method);
        var allowed =
                rule == null
                        ? caller.role() != Role.NOBODY
                        : Arrays.asList(rule.value()).contains(caller.role());
        if (!allowed) {
            throw Refusal.of(ErrorCode.ROLE_REFUSED);
        }
        if (caller.role() != Role.NOBODY) {
            for (var check : checks) {
                if (!(check.ofWorkspace() && rule != null && rule.outsideWorkspace())) {
                    check.check(caller);
                }
            }
        }
        return true;
    }

    private static @Nullable AllowedTo ruleOf(HandlerMethod method) {
        var rule = method.getMethodAnnotation(AllowedTo.class);
        return rule != null
                ? rule
                : AnnotatedElementUtils.findMergedAnnotation(method.getBeanType(), AllowedTo.class);
    }
}
