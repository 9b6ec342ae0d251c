package cn.ac.pcl.octopus.base;

import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The time of the service. */
@Configuration(proxyBeanMethods = false)
class ClockConfiguration {
    /** Ticks in microseconds, as the columns do, so that what is answered is what is stored. */
    @Bean
    Clock clock() {
        return Clock.tick(Clock.systemUTC(), Duration.ofNanos(1_000));
    }
}
