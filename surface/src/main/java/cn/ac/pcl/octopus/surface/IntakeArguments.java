package cn.ac.pcl.octopus.surface;

import cn.ac.pcl.octopus.identity.Caller;
import cn.ac.pcl.octopus.identity.SurfaceToken;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Hands to handlers what {@link Intake} found out. */
final class IntakeArguments implements HandlerMethodArgumentResolver {

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        var type = parameter.getParameterType();
        return parameter.hasParameterAnnotation(Input.class)
                || type == Caller.class
                || type == SurfaceToken.class
                || type == PublicUrl.class;
    }

    @Override
    public Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest webRequest,
            @Nullable WebDataBinderFactory binderFactory) {
        var request = Objects.requireNonNull(webRequest.getNativeRequest(HttpServletRequest.class));
        if (parameter.hasParameterAnnotation(Input.class)) {
            return Intake.input(request);
        }
        var type = parameter.getParameterType();
        if (type == PublicUrl.class) {
            return PublicUrl.of(request);
        }
        var admitted = Intake.admitted(request);
        return type == Caller.class ? admitted.caller() : admitted.token();
    }
}
