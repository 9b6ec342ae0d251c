package cn.ac.pcl.octopus.local.cluster.node;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapVolumeSource;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretVolumeSource;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The folders behind a pod's volumes. */
final class Volumes {
    private final KubernetesClient client;
    private final Pod pod;
    private final Path directory;
    private final Map<String, Path> folders = new HashMap<>();

    /** One folder or file of this machine, seen by a container at a path. */
    record Mount(Path source, String target, boolean readOnly) {}

    /**
     * @param directory where the pod's own volumes live
     */
    Volumes(KubernetesClient client, Pod pod, Path directory) {
        this.client = client;
        this.pod = pod;
        this.directory = directory;
    }

    /** Where an in-memory volume of a pod lives. */
    static Path memory(String uid) {
        return Path.of("/dev/shm", "octopus-pod-" + uid);
    }

    /** Makes all volumes ready, or tells what is missing. */
    void prepare() throws NotReadyException {
        try {
            for (Volume volume : orEmpty(pod.getSpec().getVolumes())) {
                if (!folders.containsKey(volume.getName())) {
                    folders.put(volume.getName(), folder(volume));
                }
            }
        } catch (IOException e) {
            throw new NotReadyException("FailedMount", "Cannot prepare a volume: " + e);
        }
    }

    /** What the container sees, outermost first. */
    List<Mount> mounts(Container container, Map<String, String> variables)
            throws NotReadyException {
        List<Mount> mounts = new ArrayList<>();
        for (VolumeMount mount : orEmpty(container.getVolumeMounts())) {
            Path folder = folders.get(mount.getName());
            if (folder == null) {
                throw new NotReadyException(
                        "CreateContainerConfigError", "there is no volume " + mount.getName());
            }
            String target = mount.getMountPath();
            if (target.matches(".*[\t\n].*") || folder.toString().matches(".*[\t\n].*")) {
                throw new NotReadyException(
                        "CreateContainerConfigError", "a mount path holds a tab or a line end");
            }
            String sub = mount.getSubPath();
            if (sub == null && mount.getSubPathExpr() != null) {
                sub = Variables.expand(mount.getSubPathExpr(), variables);
            }
            boolean readOnly =
                    Boolean.TRUE.equals(mount.getReadOnly()) || isAlwaysReadOnly(mount.getName());
            mounts.add(new Mount(sub == null ? folder : within(folder, sub), target, readOnly));
        }
        mounts.sort((a, b) -> Integer.compare(a.target().length(), b.target().length()));
        return mounts;
    }

    private boolean isAlwaysReadOnly(String name) {
        for (Volume volume : orEmpty(pod.getSpec().getVolumes())) {
            if (volume.getName().equals(name)) {
                return volume.getConfigMap() != null
                        || volume.getSecret() != null
                        || (volume.getPersistentVolumeClaim() != null
                                && Boolean.TRUE.equals(
                                        volume.getPersistentVolumeClaim().getReadOnly()));
            }
        }
        return false;
    }

    /** A path inside the volume, which no `..` and no symbolic link leads out of. */
    private static Path within(Path folder, String sub) throws NotReadyException {
        try {
            Path path = folder.resolve(sub).normalize();
            if (!path.startsWith(folder)) {
                throw new NotReadyException(
                        "CreateContainerConfigError",
                        "subPath %s leaves its volume".formatted(sub));
            }
            Path existing = path;
            while (existing != null && !Files.exists(existing)) {
                existing = existing.getParent();
            }
            if (existing == null || !existing.toRealPath().startsWith(folder.toRealPath())) {
                throw new NotReadyException(
                        "CreateContainerConfigError",
                        "subPath %s leaves its volume".formatted(sub));
            }
            if (!Files.exists(path)) {
                Files.createDirectories(path);
            }
            return path;
        } catch (IOException e) {
            throw new NotReadyException(
                    "CreateContainerConfigError",
                    "failed to prepare subPath %s: %s".formatted(sub, e));
        }
    }

    private Path folder(Volume volume) throws IOException, NotReadyException {
        Path own = directory.resolve(volume.getName());
        if (volume.getEmptyDir() != null) {
            boolean inMemory =
                    "Memory".equals(volume.getEmptyDir().getMedium())
                            && Files.isDirectory(Path.of("/dev/shm"));
            if (inMemory) {
                Path memory = memory(pod.getMetadata().getUid());
                Files.createDirectories(memory);
                Files.setPosixFilePermissions(memory, permissions(0700));
                own = memory.resolve(volume.getName());
            }
            return Files.createDirectories(own);
        }
        if (volume.getPersistentVolumeClaim() != null) {
            return claimed(volume.getPersistentVolumeClaim().getClaimName());
        }
        if (volume.getHostPath() != null) {
            return existing(
                    Path.of(volume.getHostPath().getPath()),
                    "DirectoryOrCreate".equals(volume.getHostPath().getType()));
        }
        Files.createDirectories(own);
        if (volume.getConfigMap() != null) {
            write(own, volume.getConfigMap());
        } else if (volume.getSecret() != null) {
            write(own, volume.getSecret());
        } else if (volume.getProjected() == null && volume.getDownwardAPI() == null) {
            throw new NotReadyException(
                    "FailedMount",
                    "volume \"%s\" is of a kind that this node cannot mount"
                            .formatted(volume.getName()));
        }
        return own;
    }

    private Path claimed(String name) throws IOException, NotReadyException {
        PersistentVolumeClaim claim =
                client.persistentVolumeClaims()
                        .inNamespace(pod.getMetadata().getNamespace())
                        .withName(name)
                        .get();
        if (claim == null) {
            throw new NotReadyException(
                    "FailedMount", "persistentvolumeclaim \"%s\" not found".formatted(name));
        }
        String volumeName = claim.getSpec().getVolumeName();
        PersistentVolume volume =
                volumeName == null || volumeName.isEmpty()
                        ? null
                        : client.persistentVolumes().withName(volumeName).get();
        if (volume == null) {
            throw new NotReadyException(
                    "FailedMount", "persistentvolumeclaim \"%s\" is not bound".formatted(name));
        }
        if (volume.getSpec().getHostPath() != null) {
            return existing(Path.of(volume.getSpec().getHostPath().getPath()), true);
        }
        if (volume.getSpec().getLocal() != null) {
            return existing(Path.of(volume.getSpec().getLocal().getPath()), false);
        }
        throw new NotReadyException(
                "FailedMount",
                "persistentvolume \"%s\" is of a kind that this node cannot mount"
                        .formatted(volumeName));
    }

    private static Path existing(Path path, boolean create) throws IOException, NotReadyException {
        if (create && !Files.exists(path)) {
            Files.createDirectories(path);
        }
        if (!Files.exists(path)) {
            throw new NotReadyException("FailedMount", "%s does not exist".formatted(path));
        }
        return path;
    }

    private void write(Path folder, ConfigMapVolumeSource source)
            throws IOException, NotReadyException {
        ConfigMap map =
                client.configMaps()
                        .inNamespace(pod.getMetadata().getNamespace())
                        .withName(source.getName())
                        .get();
        if (map == null && !Boolean.TRUE.equals(source.getOptional())) {
            throw new NotReadyException(
                    "FailedMount", "configmap \"%s\" not found".formatted(source.getName()));
        }
        Map<String, byte[]> data = new HashMap<>();
        if (map != null && map.getData() != null) {
            map.getData().forEach((k, v) -> data.put(k, v.getBytes(StandardCharsets.UTF_8)));
        }
        if (map != null && map.getBinaryData() != null) {
            map.getBinaryData().forEach((k, v) -> data.put(k, Base64.getDecoder().decode(v)));
        }
        write(folder, data, source.getItems(), source.getDefaultMode());
    }

    private void write(Path folder, SecretVolumeSource source)
            throws IOException, NotReadyException {
        Secret secret =
                client.secrets()
                        .inNamespace(pod.getMetadata().getNamespace())
                        .withName(source.getSecretName())
                        .get();
        if (secret == null && !Boolean.TRUE.equals(source.getOptional())) {
            throw new NotReadyException(
                    "FailedMount", "secret \"%s\" not found".formatted(source.getSecretName()));
        }
        Map<String, byte[]> data = new HashMap<>();
        if (secret != null && secret.getData() != null) {
            secret.getData().forEach((k, v) -> data.put(k, Base64.getDecoder().decode(v)));
        }
        write(folder, data, source.getItems(), source.getDefaultMode());
    }

    private static void write(
            Path folder,
            Map<String, byte[]> data,
            @Nullable List<KeyToPath> items,
            @Nullable Integer defaultMode)
            throws IOException, NotReadyException {
        Map<String, byte[]> files = new HashMap<>();
        Map<String, Integer> modes = new HashMap<>();
        if (items == null || items.isEmpty()) {
            files.putAll(data);
        } else {
            for (KeyToPath item : items) {
                byte[] content = data.get(item.getKey());
                if (content == null) {
                    throw new NotReadyException(
                            "FailedMount", "references non-existent key: " + item.getKey());
                }
                files.put(item.getPath(), content);
                if (item.getMode() != null) {
                    modes.put(item.getPath(), item.getMode());
                }
            }
        }
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path path = folder.resolve(file.getKey()).normalize();
            if (!path.startsWith(folder)) {
                throw new NotReadyException("FailedMount", file.getKey() + " leaves its volume");
            }
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue());
            int usual = defaultMode == null ? 0644 : defaultMode;
            Files.setPosixFilePermissions(
                    path, permissions(modes.getOrDefault(file.getKey(), usual)));
        }
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        PosixFilePermission[] all = PosixFilePermission.values(); // from the owner's read on
        for (int bit = 0; bit < all.length; bit++) {
            if ((mode & (0400 >> bit)) != 0) {
                permissions.add(all[bit]);
            }
        }
        return permissions;
    }

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }
}
