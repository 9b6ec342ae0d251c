package cn.ac.pcl.octopus.controller.core;

import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.controller.crd.JobSpec;
import cn.ac.pcl.octopus.controller.crd.TaskSpec;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PodTemplatesTests {

    private static World world(Map<String, List<String>> plugins) {
        return new World(
                        JobSpec.builder()
                                .plugins(plugins)
                                .priorityClassName("high")
                                .tasks(
                                        List.of(
                                                new TaskSpec(
                                                        "my-task",
                                                        2,
                                                        new PodTemplateSpecBuilder(World.template())
                                                                .withNewMetadata()
                                                                .addToLabels(
                                                                        "octopus.pcl.ac.cn/type",
                                                                        "train_job")
                                                                .endMetadata()
                                                                .editSpec()
                                                                .editContainer(0)
                                                                .addNewEnv()
                                                                .withName("TASKROLE_NAME")
                                                                .withValue("mine")
                                                                .endEnv()
                                                                .endContainer()
                                                                .endSpec()
                                                                .build())))
                                .build())
                .settle()
                .admit()
                .settle();
    }

    @Test
    void marksAndEquipsItsPods() {
        Pod pod = world(Map.of("env", List.of())).pod("train-my-task-1");
        assertThat(pod.getMetadata().getLabels())
                .containsEntry("octopus.pcl.ac.cn/type", "train_job")
                .containsEntry("volcano.sh/job-name", "train")
                .containsEntry("volcano.sh/job-namespace", "u1")
                .containsEntry("volcano.sh/task-spec", "my-task");
        assertThat(pod.getMetadata().getAnnotations())
                .containsEntry("scheduling.k8s.io/group-name", "train")
                .containsEntry("volcano.sh/job-version", "0");
        assertThat(pod.getMetadata().getOwnerReferences().getFirst().getUid()).isEqualTo("job-uid");
        assertThat(pod.getSpec().getSchedulerName()).isEqualTo("volcano");
        assertThat(pod.getSpec().getPriorityClassName()).isEqualTo("high");
        Container container = pod.getSpec().getContainers().getFirst();
        assertThat(container.getTerminationMessagePolicy()).isEqualTo("FallbackToLogsOnError");
        assertThat(container.getEnv())
                .extracting(EnvVar::getName)
                .containsExactly(
                        "TASKSET_NAMESPACE",
                        "TASKSET_NAME",
                        "TASKROLE_REPLICA_INDEX",
                        "VK_TASK_INDEX",
                        "VC_TASK_INDEX",
                        "VC_TASK_NAME",
                        "TASKROLE_NAME");
        assertThat(container.getEnv())
                .filteredOn(variable -> variable.getName().equals("VC_TASK_NAME"))
                .extracting(EnvVar::getValue)
                .as("also with dashes in the name")
                .containsExactly("my-task");
    }

    @Test
    void tellsItsPodsWhereTheOthersAre() {
        World world = world(Map.of("svc", List.of()));
        Pod pod = world.pod("train-my-task-0");
        assertThat(pod.getSpec().getHostname()).isEqualTo("train-my-task-0");
        assertThat(pod.getSpec().getSubdomain()).isEqualTo("train");
        assertThat(pod.getSpec().getContainers().getFirst().getVolumeMounts())
                .extracting(VolumeMount::getMountPath)
                .contains("/etc/taskInfo");
        assertThat(world.applied)
                .extracting(HasMetadata::getKind)
                .containsExactly("Service", "ConfigMap", "NetworkPolicy");
        ConfigMap hosts = (ConfigMap) world.applied.get(1);
        assertThat(hosts.getData())
                .containsEntry("my-task.host", "train-my-task-0.train\ntrain-my-task-1.train")
                .containsEntry("VC_MY_TASK_HOSTS", "train-my-task-0.train,train-my-task-1.train")
                .containsEntry("VC_MY_TASK_NUM", "2");
        assertThat(world.status().controlledResources()).containsKey("plugin-svc");
    }

    @Test
    void leavesTheNetworkOpenWhenToldSo() {
        World world = world(Map.of("svc", List.of("--disable-network-policy=true")));
        assertThat(world.applied)
                .extracting(HasMetadata::getKind)
                .containsExactly("Service", "ConfigMap");
    }
}
