package cn.ac.pcl.octopus.base.dataset;

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
class DatasetConfiguration {
    @Bean
    AssetLife<Dataset, DatasetVersion, DatasetShare> datasetLife(AssetTools tools) {
        return tools.life(
                new AssetKind<>(
                        "dataset",
                        StoragePaths.Kind.DATASET,
                        new AssetKind.Entities<>(
                                Dataset.class, DatasetVersion.class, DatasetShare.class),
                        DatasetShare::new,
                        false,
                        new AssetKind.Codes(
                                ErrorCode.NOT_FOUND,
                                ErrorCode.NOT_OWNER,
                                ErrorCode.DATASET_FORBIDDEN,
                                ErrorCode.DATASET_EXISTS,
                                ErrorCode.DATASET_FILE_MISSING,
                                ErrorCode.DATASET_STATE_REFUSED)));
    }

    /** Datasets are not packed for download. */
    @Bean
    ContentOwner datasetContent(
            AssetLife<Dataset, DatasetVersion, DatasetShare> life, AssetTools tools) {
        return new AssetContent<>(life, tools);
    }
}
