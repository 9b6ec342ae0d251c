package cn.ac.pcl.octopus.base.testing;

import cn.ac.pcl.octopus.base.database.SchemaGate;
import jakarta.servlet.Filter;
import java.time.Duration;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.ApplicationRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.JdbcTemplate;

@Configuration(proxyBeanMethods = false)
class TestConfiguration {
    @Bean
    static BeanPostProcessor countsStatements() {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return bean instanceof DataSource source ? StatementCounter.watch(source) : bean;
            }
        };
    }

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    Filter countsStatementsOfCalls() {
        return StatementCounter.ofCalls();
    }

    /** Tests begin when the schema is there. */
    @Bean
    ApplicationRunner waitsForTheSchema(SchemaGate gate) {
        return arguments -> {
            if (!gate.await(Duration.ofMinutes(1))) {
                throw new IllegalStateException("The schema does not become ready");
            }
        };
    }

    @Bean
    TestCalls testCalls(ApplicationContext context, JdbcTemplate database) {
        return new TestCalls(context, database);
    }
}
