package cn.ac.pcl.octopus.base.training;

import cn.ac.pcl.octopus.identity.HookSignature;
import cn.ac.pcl.octopus.taskset.api.JobApi;
import java.net.http.HttpClient;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.support.RestClientAdapter;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;

/** The way to the task engine, and the check of what comes back. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({
    TrainingProperties.class,
    TrainingProperties.Engine.class,
    TrainingProperties.Hooks.class
})
class TrainingConfiguration {
    @Bean
    JobApi jobApi(TrainingProperties.Engine engine, RestClient.Builder client) {
        var factory =
                new JdkClientHttpRequestFactory(
                        HttpClient.newBuilder()
                                // Otherwise every connection begins with an offer of HTTP/2.
                                .version(HttpClient.Version.HTTP_1_1)
                                .connectTimeout(engine.connectTimeout())
                                .build());
        factory.setReadTimeout(engine.readTimeout());
        return HttpServiceProxyFactory.builderFor(
                        RestClientAdapter.create(
                                client.baseUrl(engine.url())
                                        .requestFactory(factory)
                                        .defaultHeader(JobApi.TOKEN, engine.token().text())
                                        .build()))
                .build()
                .createClient(JobApi.class);
    }

    @Bean
    HookSignature hookSignature(TrainingProperties.Hooks hooks, Clock clock) {
        return new HookSignature(hooks.secret().text(), clock);
    }
}
