package cn.ac.pcl.octopus.openai;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the service. */
@SpringBootApplication
public class OpenaiServerApplication {

    public static void main(String[] args) {
        SpringApplication.run(OpenaiServerApplication.class, args);
    }
}
