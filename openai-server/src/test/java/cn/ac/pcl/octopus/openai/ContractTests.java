package cn.ac.pcl.octopus.openai;

import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.surface.ContractWalker;
import cn.ac.pcl.octopus.surface.SurfaceFixture;
import org.junit.jupiter.api.Test;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

class ContractTests extends SurfaceFixture {

    /** Endpoints of the contract that are still to be built; the number only ever shrinks. */
    private static final int NOT_BUILT = 10;

    ContractTests() {
        super(OpenaiServerApplication.class);
    }

    @Test
    void everyEndpointIsAsTheContractHasIt() {
        var walk =
                new ContractWalker("contract/openaiserver.openapi.json", "contract/differences.txt")
                        .walk(
                                surface.getBean(
                                        "requestMappingHandlerMapping",
                                        RequestMappingHandlerMapping.class));
        walk.notBuilt().forEach(it -> System.out.println("Not built: " + it));
        assertThat(walk.findings()).isEmpty();
        assertThat(walk.notBuilt()).hasSize(NOT_BUILT);
    }
}
