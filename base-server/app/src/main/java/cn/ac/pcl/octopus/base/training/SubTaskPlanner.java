package cn.ac.pcl.octopus.base.training;

import cn.ac.pcl.octopus.base.Refusal;
import cn.ac.pcl.octopus.base.api.ErrorCode;
import cn.ac.pcl.octopus.base.api.NewTraining;
import cn.ac.pcl.octopus.base.resource.PodShape;
import cn.ac.pcl.octopus.base.resource.Pools;
import cn.ac.pcl.octopus.base.resource.Spec;
import cn.ac.pcl.octopus.base.resource.Specs;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Plans the sub-tasks of a job: what a pool offers for them, and what a pod of each asks for. */
@Component
class SubTaskPlanner {
    private final Pools pools;
    private final Specs specs;
    private final TrainingProperties properties;

    SubTaskPlanner(Pools pools, Specs specs, TrainingProperties properties) {
        this.pools = pools;
        this.specs = specs;
        this.properties = properties;
    }

    /**
     * The sub-tasks that are asked for.
     *
     * @throws Refusal by the first rule that is broken
     */
    List<SubTask> plan(NewTraining wanted, String pool) {
        List<NewTraining.SubTask> asked = SubTaskRules.shaped(wanted);
        Map<String, Spec> known =
                specs.find(asked.stream().map(NewTraining.SubTask::resourceSpecId).toList());
        Set<String> offered = pools.trainingSpecs(pool);
        for (NewTraining.SubTask subTask : asked) {
            String specId = subTask.resourceSpecId();
            if (!known.containsKey(specId)) {
                throw Refusal.of(ErrorCode.SPEC_NOT_FOUND);
            }
            if (!offered.contains(specId)) {
                throw new Refusal(
                        ErrorCode.SPEC_NOT_FOUND,
                        "The resource pool does not offer this spec for training");
            }
        }
        SubTaskRules.check(asked, properties.mostReplicas());
        Map<String, PodShape> shapes = new HashMap<>();
        known.forEach((id, spec) -> shapes.put(id, specs.shapeOf(spec)));
        return asked.stream()
                .map(subTask ->
                        subTask(
                                subTask,
                                Objects.requireNonNull(known.get(subTask.resourceSpecId())),
                                Objects.requireNonNull(shapes.get(subTask.resourceSpecId()))))
                .toList();
    }

    private static SubTask subTask(NewTraining.SubTask asked, Spec spec, PodShape shape) {
        Map<String, String> resources = new HashMap<>();
        shape.resources().forEach((name, quantity) -> resources.put(name, quantity.toString()));
        @Nullable String shm = shape.shm() == null ? null : shape.shm().toString();
        return new SubTask(
                Objects.requireNonNullElse(asked.name(), ""),
                asked.command(),
                Objects.requireNonNullElse(asked.parameters(), List.of()),
                spec.id(),
                spec.name(),
                spec.price(),
                asked.taskNumber(),
                asked.minFailedTaskCount(),
                asked.minSucceededTaskCount(),
                asked.isMainRole(),
                resources,
                shm,
                shape.nodeSelector());
    }
}
