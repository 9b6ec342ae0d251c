package cn.ac.pcl.octopus.base.access;

import cn.ac.pcl.octopus.identity.Caller;
import cn.ac.pcl.octopus.identity.CallerIdentityConfiguration;
import cn.ac.pcl.octopus.identity.CallerTokenVerifier;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.MethodParameter;
import org.springframework.core.Ordered;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Puts the checks in front of every controller. */
@Configuration(proxyBeanMethods = false)
@Import(CallerIdentityConfiguration.class)
class AccessConfiguration implements WebMvcConfigurer {
    private final ObjectProvider<CallerCheck> checks;

    AccessConfiguration(ObjectProvider<CallerCheck> checks) {
        this.checks = checks;
    }

    @Bean
    FilterRegistrationBean<CallerFilter> callerFilter(
            CallerTokenVerifier verifier,
            @Qualifier("handlerExceptionResolver") HandlerExceptionResolver errors) {
        var registration = new FilterRegistrationBean<>(new CallerFilter(verifier, errors));
        registration.setOrder(Ordered.LOWEST_PRECEDENCE - 100);
        return registration;
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new RoleInterceptor(checks.orderedStream().toList()));
    }

    @Override
    public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(new CallerArgument());
    }

    private static final class CallerArgument implements HandlerMethodArgumentResolver {
        @Override
        public boolean supportsParameter(MethodParameter parameter) {
            return parameter.getParameterType() == Caller.class;
        }

        @Override
        public @Nullable Object resolveArgument(
                MethodParameter parameter,
                @Nullable ModelAndViewContainer container,
                NativeWebRequest request,
                @Nullable WebDataBinderFactory binders) {
            return request.getAttribute(CurrentCaller.ATTRIBUTE, NativeWebRequest.SCOPE_REQUEST);
        }
    }
}
