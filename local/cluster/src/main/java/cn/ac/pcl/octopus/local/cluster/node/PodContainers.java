package cn.ac.pcl.octopus.local.cluster.node;

import cn.ac.pcl.octopus.local.cluster.node.ContainerState.Ended;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The containers of a pod, and what their states make of the pod. */
final class PodContainers {
    private final List<ContainerRun> init = new ArrayList<>();
    private final List<ContainerRun> main = new ArrayList<>();
    private final String policy;

    PodContainers(PodSpec spec, Function<Container, ContainerRun> run) {
        policy = spec.getRestartPolicy();
        if (spec.getInitContainers() != null) {
            spec.getInitContainers().forEach(container -> init.add(run.apply(container)));
        }
        spec.getContainers().forEach(container -> main.add(run.apply(container)));
    }

    List<ContainerRun> init() {
        return init;
    }

    List<ContainerRun> main() {
        return main;
    }

    List<ContainerRun> all() {
        List<ContainerRun> all = new ArrayList<>(init);
        all.addAll(main);
        return all;
    }

    boolean run() {
        return all().stream().anyMatch(ContainerRun::isRunning);
    }

    /** The first init container that has not done its work. */
    Optional<ContainerRun> uninitialized() {
        return init.stream().filter(run -> !succeeded(run)).findFirst();
    }

    /** Whether a container that ended like this one is started again. */
    boolean restarts(ContainerRun run) {
        return switch (policy) {
            case "Never" -> false;
            case "OnFailure" -> !succeeded(run);
            default -> init.contains(run) ? !succeeded(run) : true;
        };
    }

    /**
     * The phase of the pod.
     *
     * @param ends whether no container is started any more
     */
    String phase(boolean ends) {
        Optional<ContainerRun> next = uninitialized();
        if (next.isPresent()) {
            boolean failed = next.get().state() instanceof Ended && !restarts(next.get());
            return failed ? "Failed" : "Pending";
        }
        if (main.stream().noneMatch(ContainerRun::wasStarted)) {
            return "Pending";
        }
        boolean over =
                main.stream()
                        .allMatch(run -> run.state() instanceof Ended && (ends || !restarts(run)));
        if (!over) {
            return "Running";
        }
        return main.stream().allMatch(PodContainers::succeeded) ? "Succeeded" : "Failed";
    }

    static boolean succeeded(ContainerRun run) {
        return run.state() instanceof Ended ended && ended.isSuccess();
    }
}
