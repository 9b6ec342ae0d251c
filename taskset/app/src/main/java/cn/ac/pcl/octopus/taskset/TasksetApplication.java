package cn.ac.pcl.octopus.taskset;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the service. */
@SpringBootApplication
public class TasksetApplication {

    public static void main(String[] args) {
        SpringApplication.run(TasksetApplication.class, args);
    }
}
