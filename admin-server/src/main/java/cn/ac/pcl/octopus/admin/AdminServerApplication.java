package cn.ac.pcl.octopus.admin;

import cn.ac.pcl.octopus.base.api.AdministratorApi;
import cn.ac.pcl.octopus.base.api.AlgorithmApi;
import cn.ac.pcl.octopus.base.api.BillingApi;
import cn.ac.pcl.octopus.base.api.DatasetApi;
import cn.ac.pcl.octopus.base.api.ImageApi;
import cn.ac.pcl.octopus.base.api.ModelApi;
import cn.ac.pcl.octopus.base.api.NodeApi;
import cn.ac.pcl.octopus.base.api.PoolApi;
import cn.ac.pcl.octopus.base.api.ResourceApi;
import cn.ac.pcl.octopus.base.api.SpecApi;
import cn.ac.pcl.octopus.base.api.TrainingApi;
import cn.ac.pcl.octopus.base.api.UserApi;
import cn.ac.pcl.octopus.base.api.WorkspaceApi;
import cn.ac.pcl.octopus.identity.Audience;
import cn.ac.pcl.octopus.surface.BaseServer;
import cn.ac.pcl.octopus.surface.SurfaceConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.web.service.registry.ImportHttpServices;

/** Starts the administrator surface. */
@SpringBootApplication
@Import(SurfaceConfiguration.class)
@ImportHttpServices(
        group = BaseServer.GROUP,
        types = {
            AdministratorApi.class,
            AlgorithmApi.class,
            BillingApi.class,
            DatasetApi.class,
            ImageApi.class,
            ModelApi.class,
            NodeApi.class,
            PoolApi.class,
            ResourceApi.class,
            SpecApi.class,
            TrainingApi.class,
            UserApi.class,
            WorkspaceApi.class
        })
public class AdminServerApplication {

    public static void main(String[] args) {
        SpringApplication.run(AdminServerApplication.class, args);
    }

    /** Tokens of this surface are for administrators. */
    @Bean
    Audience audience() {
        return Audience.ADMINISTRATOR;
    }
}
