package cn.ac.pcl.octopus.base.model;

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
class ModelConfiguration {
    static final String KIND = "model";

    @Bean
    AssetLife<Model, StoredVersion, ModelShare> modelLife(AssetTools tools) {
        return tools.life(
                new AssetKind<>(
                        KIND,
                        StoragePaths.Kind.MODEL,
                        new AssetKind.Entities<>(
                                Model.class, StoredVersion.class, ModelShare.class),
                        ModelShare::new,
                        true,
                        new AssetKind.Codes(
                                ErrorCode.NOT_FOUND,
                                ErrorCode.MODEL_FORBIDDEN,
                                ErrorCode.MODEL_FORBIDDEN,
                                ErrorCode.MODEL_EXISTS,
                                ErrorCode.MODEL_FILE_MISSING,
                                ErrorCode.MODEL_FILE_EXISTS)));
    }

    /** A zip that was packed again needs no note: it is looked for when it is wanted. */
    @Bean
    ContentOwner modelContent(AssetLife<Model, StoredVersion, ModelShare> life, AssetTools tools) {
        return new AssetContent<>(life, tools);
    }
}
