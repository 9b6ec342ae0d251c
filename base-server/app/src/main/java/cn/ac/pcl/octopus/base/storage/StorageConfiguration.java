package cn.ac.pcl.octopus.base.storage;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(StorageProperties.class)
class StorageConfiguration {
    @Bean
    ObjectStore objectStore(StorageProperties properties) {
        return new ObjectStore(properties);
    }

    @Bean
    SharedVolume sharedVolume(StorageProperties properties) {
        return new SharedVolume(properties.mountPath(), properties.bucket(), properties.unpack());
    }
}
