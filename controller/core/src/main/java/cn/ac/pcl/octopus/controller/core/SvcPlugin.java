package cn.ac.pcl.octopus.controller.core;

import cn.ac.pcl.octopus.controller.crd.Job;
import cn.ac.pcl.octopus.controller.crd.TaskSpec;
import cn.ac.pcl.octopus.controller.crd.VolcanoNames;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Lets the pods of a job find each other: a headless service gives each pod a name, a ConfigMap
 * lists the names task by task, and a policy keeps other pods out.
 */
final class SvcPlugin {

    static final String NAME = "svc";

    private static final String HOSTS_PATH = "/etc/taskInfo";
    private static final String NOT_READY = "--publish-not-ready-addresses";
    private static final String NO_POLICY = "--disable-network-policy";

    private SvcPlugin() {}

    /** The objects that the job needs beside its pods. */
    static List<HasMetadata> objects(Job job) {
        List<String> arguments = job.getSpec().plugins().getOrDefault(NAME, List.of());
        List<HasMetadata> objects = new ArrayList<>();
        objects.add(
                new ServiceBuilder()
                        .withMetadata(metadata(job, job.getMetadata().getName()))
                        .withNewSpec()
                        .withClusterIP("None")
                        .withSelector(selector(job))
                        .withPublishNotReadyAddresses(isSet(arguments, NOT_READY))
                        .addNewPort()
                        // A service must have a port, even where only its names matter.
                        .withName("placeholder")
                        .withPort(1)
                        .withProtocol("TCP")
                        .endPort()
                        .endSpec()
                        .build());
        objects.add(
                new ConfigMapBuilder()
                        .withMetadata(metadata(job, configMap(job)))
                        .withData(hosts(job))
                        .build());
        if (!isSet(arguments, NO_POLICY)) {
            objects.add(
                    new NetworkPolicyBuilder()
                            .withMetadata(metadata(job, job.getMetadata().getName()))
                            .withNewSpec()
                            .withNewPodSelector()
                            .withMatchLabels(selector(job))
                            .endPodSelector()
                            .addNewIngress()
                            .addNewFrom()
                            .withNewPodSelector()
                            .withMatchLabels(selector(job))
                            .endPodSelector()
                            .endFrom()
                            .endIngress()
                            .withPolicyTypes("Ingress")
                            .endSpec()
                            .build());
        }
        return objects;
    }

    /** Changes when the objects must be applied again: tasks can grow and shrink. */
    static String fingerprint(Job job) {
        return job.getSpec().tasks().stream()
                .map(task -> task.name() + "=" + task.replicas())
                .collect(Collectors.joining(",", NAME + ":", ""));
    }

    static List<EnvVar> environment(Job job) {
        List<EnvVar> env = new ArrayList<>();
        for (TaskSpec task : job.getSpec().tasks()) {
            env.add(fromConfigMap(job, hostsVariable(task)));
            env.add(fromConfigMap(job, countVariable(task)));
        }
        return env;
    }

    static PodSpec withHosts(PodSpec spec, Job job) {
        String volume = configMap(job);
        PodSpecBuilder builder =
                new PodSpecBuilder(spec)
                        .addNewVolume()
                        .withName("task-hosts")
                        .withNewConfigMap()
                        .withName(volume)
                        .endConfigMap()
                        .endVolume();
        PodTemplates.mountEverywhere(builder, "task-hosts", HOSTS_PATH);
        return builder.build();
    }

    private static Map<String, String> hosts(Job job) {
        Map<String, String> data = new TreeMap<>();
        for (TaskSpec task : job.getSpec().tasks()) {
            List<String> names =
                    IntStream.range(0, task.replicas())
                            .mapToObj(index ->
                                    PodTemplates.podName(job, task, index)
                                            + "."
                                            + job.getMetadata().getName())
                            .toList();
            data.put(task.name() + ".host", String.join("\n", names));
            data.put(hostsVariable(task), String.join(",", names));
            data.put(countVariable(task), Integer.toString(names.size()));
        }
        return data;
    }

    private static EnvVar fromConfigMap(Job job, String key) {
        return new EnvVarBuilder()
                .withName(key)
                .withNewValueFrom()
                .withNewConfigMapKeyRef()
                .withName(configMap(job))
                .withKey(key)
                .endConfigMapKeyRef()
                .endValueFrom()
                .build();
    }

    private static String hostsVariable(TaskSpec task) {
        return "VC_" + variablePart(task) + "_HOSTS";
    }

    private static String countVariable(TaskSpec task) {
        return "VC_" + variablePart(task) + "_NUM";
    }

    private static String variablePart(TaskSpec task) {
        return task.name().toUpperCase(Locale.ROOT).replace('-', '_');
    }

    private static String configMap(Job job) {
        return job.getMetadata().getName() + "-svc";
    }

    private static Map<String, String> selector(Job job) {
        return Map.of(
                VolcanoNames.JOB_NAME, job.getMetadata().getName(),
                VolcanoNames.JOB_NAMESPACE, job.getMetadata().getNamespace());
    }

    private static ObjectMeta metadata(Job job, String name) {
        return new ObjectMetaBuilder()
                .withNamespace(job.getMetadata().getNamespace())
                .withName(name)
                .withOwnerReferences(Gang.owner(job))
                .build();
    }

    private static boolean isSet(List<String> arguments, String flag) {
        return arguments.contains(flag) || arguments.contains(flag + "=true");
    }
}
