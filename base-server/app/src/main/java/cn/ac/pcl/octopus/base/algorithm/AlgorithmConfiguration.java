package cn.ac.pcl.octopus.base.algorithm;

import cn.ac.pcl.octopus.base.api.ErrorCode;
import cn.ac.pcl.octopus.base.asset.AssetContent;
import cn.ac.pcl.octopus.base.asset.AssetKind;
import cn.ac.pcl.octopus.base.asset.AssetLife;
import cn.ac.pcl.octopus.base.asset.AssetTools;
import cn.ac.pcl.octopus.base.storage.ContentOwner;
import cn.ac.pcl.octopus.base.storage.StoragePaths;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class AlgorithmConfiguration {
    @Bean
    AssetLife<Algorithm, AlgorithmVersion, AlgorithmShare> algorithmLife(AssetTools tools) {
        return tools.life(
                new AssetKind<>(
                        "algorithm",
                        StoragePaths.Kind.ALGORITHM,
                        new AssetKind.Entities<>(
                                Algorithm.class, AlgorithmVersion.class, AlgorithmShare.class),
                        AlgorithmShare::new,
                        false,
                        new AssetKind.Codes(
                                ErrorCode.ALGORITHM_NOT_MINE,
                                ErrorCode.ALGORITHM_NOT_MINE,
                                ErrorCode.ALGORITHM_NOT_VISIBLE,
                                ErrorCode.ALGORITHM_EXISTS,
                                ErrorCode.ALGORITHM_FILE_MISSING,
                                ErrorCode.ALGORITHM_FILE_EXISTS)));
    }

    @Bean
    ContentOwner algorithmContent(
            AssetLife<Algorithm, AlgorithmVersion, AlgorithmShare> life,
            AssetTools tools,
            AlgorithmDownloads downloads) {
        return new AssetContent<>(life, tools, downloads);
    }
}
