package cn.ac.pcl.octopus.identity;

import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.core.StringRedisTemplate;

/** Import it where people's tokens are checked: gateway and surfaces. Needs Redis. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(IdentityProperties.class)
public class EdgeIdentityConfiguration {

    @Bean
    SurfaceTokens surfaceTokens(IdentityProperties properties, ObjectProvider<Clock> clock) {
        return new SurfaceTokens(
                properties.requireTokenSecret(),
                properties.tokenLifetime(),
                clock.getIfAvailable(Clock::systemUTC));
    }

    @Bean
    Sessions sessions(IdentityProperties properties, StringRedisTemplate redis) {
        return new Sessions(redis, properties.tokenLifetime());
    }

    @Bean
    CallerTokens callerTokens(IdentityProperties properties, ObjectProvider<Clock> clock) {
        return new CallerTokens(
                properties.requireCallerPrivateKey(), clock.getIfAvailable(Clock::systemUTC));
    }
}
