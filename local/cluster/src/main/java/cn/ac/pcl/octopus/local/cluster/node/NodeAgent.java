package cn.ac.pcl.octopus.local.cluster.node;

import cn.ac.pcl.octopus.local.cluster.Isolation;
import cn.ac.pcl.octopus.local.cluster.LocalNodeOptions;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Registers the node, keeps it alive, and gives each pod that is bound to it a worker. */
public final class NodeAgent implements AutoCloseable, ResourceEventHandler<Pod> {
    static final String ADDRESS = "127.0.0.1";

    private static final Logger log = LoggerFactory.getLogger(NodeAgent.class);
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration LAST_GRACE = Duration.ofSeconds(5);

    private final NodeContext node;
    private final NodeResources resources;
    private final NodeRegistration registration;
    private final SharedIndexInformer<Pod> informer;
    private final Map<String, PodWorker> workers = new ConcurrentHashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread heart;
    private volatile boolean registered;

    private NodeAgent(LocalNodeOptions options, Scripts scripts) {
        KubernetesClient client = client(options.kubeconfig());
        node =
                new NodeContext(
                        options,
                        client,
                        new Images(),
                        isolation(options, scripts),
                        new PodAddresses(),
                        scripts);
        resources = new NodeResources(options.extraResources());
        registration = new NodeRegistration(options, client, resources);
        informer =
                client.pods()
                        .inAnyNamespace()
                        .withField("spec.nodeName", options.name())
                        .runnableInformer(0);
        informer.addEventHandler(this);
        informer.exceptionHandler((_, _) -> !isClosed());
        heart = Thread.ofVirtual().name("node-" + options.name()).unstarted(this::live);
    }

    public static NodeAgent start(LocalNodeOptions options) {
        Scripts scripts;
        try {
            scripts = Scripts.install(options.directory().resolve("scripts"));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot use the node's directory", e);
        }
        NodeAgent agent = new NodeAgent(options, scripts);
        agent.heart.start();
        return agent;
    }

    /** Whether containers can be kept apart in this way on this machine. */
    public static boolean supports(Isolation isolation, Path scratch) {
        try {
            return Scripts.install(scratch).works(isolation);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Isolation isolation(LocalNodeOptions options, Scripts scripts) {
        Isolation asked = options.isolation();
        if (asked == null) {
            return scripts.best();
        }
        if (!scripts.works(asked)) {
            throw new IllegalStateException("Containers cannot be isolated as asked: " + asked);
        }
        return asked;
    }

    public boolean isReady() {
        return registered && informer.hasSynced();
    }

    /** Takes all pods that are at work off the node within a few seconds; false if none were. */
    public boolean drain() {
        Instant latest = node.options().clock().instant().plus(LAST_GRACE);
        List<Thread> ends = new ArrayList<>();
        AtomicBoolean any = new AtomicBoolean();
        for (PodWorker worker : workers.values()) {
            ends.add(
                    Thread.startVirtualThread(() -> {
                        try {
                            if (worker.evict(latest)) {
                                any.set(true);
                            }
                        } catch (InterruptedException _) {
                            Thread.currentThread().interrupt();
                        }
                    }));
        }
        try {
            for (Thread end : ends) {
                end.join();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return any.get();
    }

    @Override
    public void close() {
        if (isClosed()) {
            return;
        }
        closed.countDown();
        workers.values().forEach(PodWorker::stop);
        try {
            heart.join(Duration.ofSeconds(5));
            informer.close();
            if (registered) {
                registration.beat(false);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (KubernetesClientException e) {
            log.debug("The API server left before the node", e);
        }
        node.client().close();
    }

    @Override
    public void onAdd(Pod pod) {
        if (!isOver(pod)) {
            workers.computeIfAbsent(pod.getMetadata().getUid(), _ -> work(pod));
        }
    }

    private static boolean isOver(Pod pod) {
        String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
        return "Succeeded".equals(phase) || "Failed".equals(phase);
    }

    @Override
    public void onUpdate(Pod before, Pod pod) {
        if (!before.getMetadata().getUid().equals(pod.getMetadata().getUid())) {
            onDelete(before, false);
        }
        PodWorker worker = workers.get(pod.getMetadata().getUid());
        if (worker == null) {
            onAdd(pod);
        } else {
            worker.update(pod);
        }
    }

    @Override
    public void onDelete(Pod pod, boolean stateUnknown) {
        PodWorker worker = workers.get(pod.getMetadata().getUid());
        if (worker == null) {
            forget(pod);
        } else {
            worker.drop();
        }
    }

    private PodWorker work(Pod pod) {
        List<Pod> others = new ArrayList<>();
        for (PodWorker other : workers.values()) {
            if (!other.isOver()) {
                others.add(other.pod());
            }
        }
        boolean known = Files.exists(node.directory(pod.getMetadata().getUid()));
        Optional<NodeResources.Refusal> refusal =
                known ? Optional.empty() : resources.refuse(pod, others);
        PodWorker worker = new PodWorker(node, pod, refusal.orElse(null));
        Thread.ofVirtual()
                .name("pod-" + pod.getMetadata().getName())
                .start(() -> {
                    worker.run();
                    if (!isClosed()) {
                        forget(pod);
                    }
                });
        return worker;
    }

    private void forget(Pod pod) {
        String uid = pod.getMetadata().getUid();
        workers.remove(uid);
        node.addresses().release(uid);
        delete(node.directory(uid));
        delete(Volumes.memory(uid));
        delete(
                node.options()
                        .podLogs()
                        .pod(pod.getMetadata().getNamespace(), pod.getMetadata().getName(), uid));
    }

    private void live() {
        boolean follows = false;
        try {
            while (!isClosed()) {
                Duration pause = HEARTBEAT;
                try {
                    if (!registered) {
                        registration.register();
                    }
                    registered = registration.beat(true);
                    if (registered && !follows && !isClosed()) {
                        informer.start();
                        follows = true;
                        Thread.startVirtualThread(this::reapOrphans);
                    }
                    pause = registered ? HEARTBEAT : RETRY;
                } catch (KubernetesClientException e) {
                    log.debug("The API server does not answer; the node tries again", e);
                    pause = RETRY;
                    if (e.getCode() == 404) {
                        registered = false;
                    }
                }
                if (closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the processes of pods that left the cluster while the node was away. */
    private void reapOrphans() {
        try {
            while (!informer.hasSynced()) {
                if (closed.await(100, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return;
        }
        Set<String> living = new HashSet<>(workers.keySet());
        informer.getStore().list().forEach(pod -> living.add(pod.getMetadata().getUid()));
        for (Path directory : children(node.pods())) {
            if (!living.contains(directory.getFileName().toString())) {
                OrphanedPod.end(directory);
                delete(directory);
                delete(Volumes.memory(directory.getFileName().toString()));
            }
        }
    }

    /** Ends what still runs of the pods that an agent which was killed left in its directory. */
    public static boolean endAbandoned(Path directory) {
        boolean any = false;
        for (Path pod : children(directory.resolve("pods"))) {
            any |= OrphanedPod.end(pod);
        }
        return any;
    }

    static List<Path> children(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.toList();
        } catch (IOException e) {
            log.warn("Cannot list {}", folder, e);
            return List.of();
        }
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private static KubernetesClient client(String kubeconfig) {
        Config config = Config.fromKubeconfig(kubeconfig);
        config.setRequestRetryBackoffLimit(1);
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    /** Removes a folder with all that is in it, also when another does so at the same time. */
    static void delete(Path folder) {
        try {
            Files.walkFileTree(folder, new Removal());
        } catch (IOException e) {
            log.warn("Cannot delete {}", folder, e);
        }
    }

    private static final class Removal extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            if (failure instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw failure;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                throws IOException {
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
