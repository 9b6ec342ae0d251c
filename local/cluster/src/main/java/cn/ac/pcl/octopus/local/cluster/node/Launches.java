package cn.ac.pcl.octopus.local.cluster.node;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Finds what the containers of one pod are started with: image, volumes, variables, command. */
final class Launches {
    private final NodeContext node;
    private final Volumes volumes;
    private final String address;
    private final Path directory;

    Launches(NodeContext node, Pod pod, String address, Path directory) {
        this.node = node;
        this.volumes = new Volumes(node.client(), pod, directory.resolve("volumes"));
        this.address = address;
        this.directory = directory;
    }

    /**
     * How the container is started now.
     *
     * @param log what it says goes there
     */
    ContainerRun.Launch of(Pod pod, Container container, Path log) throws NotReadyException {
        Images.Image image =
                node.images()
                        .find(container.getImage())
                        .orElseThrow(() ->
                                new NotReadyException(
                                        "ErrImagePull",
                                        node.images().refusal(container.getImage())));
        volumes.prepare();
        Map<String, String> base = new TreeMap<>();
        base.put("PATH", image.path());
        base.put("HOME", "/tmp");
        base.put("LANG", "C.UTF-8");
        String host = pod.getSpec().getHostname();
        base.put("HOSTNAME", host == null ? pod.getMetadata().getName() : host);
        Map<String, String> first =
                new Variables(node.client(), pod, container, address).resolve(base);
        List<Volumes.Mount> mounts = volumes.mounts(container, first);
        Workspace workspace = new Workspace(node.isolation(), mounts, directory);
        workspace.variables().forEach(first::putIfAbsent);
        return new ContainerRun.Launch(
                node.isolation(),
                node.scripts(),
                node.options().hidden(),
                command(container, image, first),
                first,
                mounts,
                workspace.directory(container.getWorkingDir()),
                log);
    }

    private static List<String> command(
            Container container, Images.Image image, Map<String, String> variables) {
        List<String> command = new ArrayList<>();
        if (isEmpty(container.getCommand())) {
            command.addAll(image.command());
        } else {
            container.getCommand().forEach(part -> command.add(Variables.expand(part, variables)));
        }
        if (!isEmpty(container.getArgs())) {
            container.getArgs().forEach(part -> command.add(Variables.expand(part, variables)));
        }
        return command;
    }

    private static boolean isEmpty(@Nullable List<String> list) {
        return list == null || list.isEmpty();
    }
}
