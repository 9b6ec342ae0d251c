package cn.ac.pcl.octopus.identity;

import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Import it where caller tokens are checked: base-server. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(IdentityProperties.class)
public class CallerIdentityConfiguration {

    @Bean
    CallerTokenVerifier callerTokenVerifier(
            IdentityProperties properties, ObjectProvider<Clock> clock) {
        return new CallerTokenVerifier(
                properties.requireCallerPublicKey(), clock.getIfAvailable(Clock::systemUTC));
    }
}
