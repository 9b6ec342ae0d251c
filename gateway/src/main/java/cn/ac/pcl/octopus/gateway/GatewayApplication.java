package cn.ac.pcl.octopus.gateway;

import cn.ac.pcl.octopus.identity.EdgeIdentityConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Import;

/** Starts the gateway. */
@SpringBootApplication
@ConfigurationPropertiesScan
@Import(EdgeIdentityConfiguration.class)
public class GatewayApplication {

    public static void main(String[] args) {
        SpringApplication.run(GatewayApplication.class, args);
    }
}
