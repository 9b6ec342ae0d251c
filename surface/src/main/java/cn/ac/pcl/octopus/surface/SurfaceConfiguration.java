package cn.ac.pcl.octopus.surface;

import cn.ac.pcl.octopus.identity.Audience;
import cn.ac.pcl.octopus.identity.EdgeIdentityConfiguration;
import cn.ac.pcl.octopus.identity.Sessions;
import cn.ac.pcl.octopus.identity.SurfaceTokens;
import jakarta.validation.Validator;
import java.util.List;
import java.util.Locale;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.LocaleResolver;
import org.springframework.web.servlet.config.annotation.ContentNegotiationConfigurer;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.i18n.AcceptHeaderLocaleResolver;

/** Makes a service a surface. The service also declares one bean: its {@link Audience}. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(BaseServerProperties.class)
@Import({
    EdgeIdentityConfiguration.class,
    BaseServer.class,
    EnvelopeAdvice.class,
    ErrorAdvice.class
})
public class SurfaceConfiguration {

    @Bean
    FilterRegistrationBean<RequestIdFilter> requestIdFilter() {
        var registration = new FilterRegistrationBean<>(new RequestIdFilter());
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
    }

    @Bean
    WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> noErrorPages() {
        return tomcat ->
                tomcat.addContextCustomizers(
                        context -> context.getParent().getPipeline().addValve(new NoErrorPages()));
    }

    @Bean
    PhraseBook phraseBook() {
        return PhraseBook.open();
    }

    /** Chinese, or English for those who prefer it. */
    @Bean
    LocaleResolver localeResolver() {
        var resolver = new AcceptHeaderLocaleResolver();
        resolver.setSupportedLocales(Messages.LOCALES);
        resolver.setDefaultLocale(Locale.CHINESE);
        return resolver;
    }

    @Bean
    LoginThrottle loginThrottle(StringRedisTemplate redis) {
        return new LoginThrottle(redis);
    }

    @Bean
    BaseServerHealth baseServerHealthIndicator(BaseServerProperties baseServer) {
        return new BaseServerHealth(baseServer.requireUrl());
    }

    @Bean
    WebMvcConfigurer surface(
            Audience audience,
            SurfaceTokens tokens,
            Sessions sessions,
            Validator validator,
            PhraseBook phrases) {
        var wire = WireMapper.create(phrases);
        var intake =
                new Intake(new InputDecoder(wire), new Gate(audience, tokens, sessions), validator);
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(intake);
            }

            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.add(new IntakeArguments());
            }

            @Override
            public void configureMessageConverters(HttpMessageConverters.ServerBuilder builder) {
                builder.withJsonConverter(new JacksonJsonHttpMessageConverter(wire));
            }

            @Override
            public void configureContentNegotiation(ContentNegotiationConfigurer configurer) {
                // The contract ignores Accept: the answer is always JSON.
                configurer.ignoreAcceptHeader(true).defaultContentType(MediaType.APPLICATION_JSON);
            }
        };
    }
}
