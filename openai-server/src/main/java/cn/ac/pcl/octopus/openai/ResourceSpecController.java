package cn.ac.pcl.octopus.openai;

import cn.ac.pcl.octopus.base.api.ErrorCode;
import cn.ac.pcl.octopus.base.api.SpecApi;
import cn.ac.pcl.octopus.surface.Refused;
import cn.ac.pcl.octopus.surface.RemoteProblem;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Sizes that the caller's workspace offers. */
@RestController
@RequestMapping("/v1/resourcemanage/resourcespec")
class ResourceSpecController {

    private final SpecApi specs;

    ResourceSpecController(SpecApi specs) {
        this.specs = specs;
    }

    /** The contract gives every refusal below this call the one number of a failed list. */
    @GetMapping
    SpecApi.SpecGroups offered() {
        try {
            return specs.offered();
        } catch (RemoteProblem problem) {
            throw new Refused(ErrorCode.SPEC_LIST_FAILED);
        }
    }
}
