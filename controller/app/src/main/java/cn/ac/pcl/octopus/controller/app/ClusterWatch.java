package cn.ac.pcl.octopus.controller.app;

import cn.ac.pcl.octopus.cluster.Watches;
import cn.ac.pcl.octopus.controller.crd.Command;
import cn.ac.pcl.octopus.controller.crd.Job;
import cn.ac.pcl.octopus.controller.crd.PodGroup;
import cn.ac.pcl.octopus.controller.crd.Queue;
import cn.ac.pcl.octopus.controller.crd.VolcanoNames;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the API server has told so far, and the keys that each change concerns. */
final class ClusterWatch implements AutoCloseable {

    private static final String JOB = "job";
    private static final String QUEUE = "queue";
    private static final String TARGET = "target";

    private final SharedIndexInformer<Job> jobs;
    private final SharedIndexInformer<PodGroup> groups;
    private final SharedIndexInformer<Queue> queues;
    private final SharedIndexInformer<Command> commands;
    private final SharedIndexInformer<Pod> jobPods;
    private final SharedIndexInformer<Pod> barePods;
    private final Watches watches = new Watches();

    ClusterWatch(KubernetesClient client, String schedulerName, Consumer<Key> changes) {
        jobs =
                watches.add(
                        "jobs",
                        client.resources(Job.class).inAnyNamespace(),
                        Duration.ZERO,
                        job -> Stream.of(key(job)),
                        changes);
        groups =
                watches.add(
                        "podgroups",
                        client.resources(PodGroup.class).inAnyNamespace(),
                        Duration.ZERO,
                        group ->
                                Stream.concat(
                                        owningJob(group).stream(),
                                        Stream.of(new Key.OfQueue(queueOf(group)))),
                        changes);
        groups.addIndexers(Map.of(QUEUE, group -> List.of(queueOf(group))));
        queues =
                watches.add(
                        "queues",
                        client.resources(Queue.class),
                        Duration.ZERO,
                        queue -> Stream.of(new Key.OfQueue(queue.getMetadata().getName())),
                        changes);
        commands =
                watches.add(
                        "commands",
                        client.resources(Command.class).inAnyNamespace(),
                        Duration.ZERO,
                        command -> target(command).stream(),
                        changes);
        commands.addIndexers(
                Map.of(TARGET, command -> target(command).map(Key::toString).stream().toList()));
        jobPods =
                watches.add(
                        "pods of jobs",
                        client.pods().inAnyNamespace().withLabel(VolcanoNames.JOB_NAME),
                        Duration.ZERO,
                        pod -> owningJob(pod).stream(),
                        changes);
        jobPods.addIndexers(
                Map.of(JOB, pod -> owningJob(pod).map(Key::toString).stream().toList()));
        barePods =
                watches.add(
                        "bare pods",
                        client.pods()
                                .inAnyNamespace()
                                .withoutLabel(VolcanoNames.JOB_NAME)
                                .withField("spec.schedulerName", schedulerName),
                        Duration.ZERO,
                        pod ->
                                Stream.of(
                                        new Key.OfPod(
                                                pod.getMetadata().getNamespace(),
                                                pod.getMetadata().getName())),
                        changes);
    }

    /** The watches of all kinds. */
    Watches watches() {
        return watches;
    }

    /** Every key there is. */
    Stream<Key> keys() {
        return Stream.of(
                        jobs.getStore().list().stream().map(ClusterWatch::key),
                        queues.getStore().list().stream()
                                .map(queue -> new Key.OfQueue(queue.getMetadata().getName())),
                        barePods.getStore().list().stream()
                                .map(pod ->
                                        new Key.OfPod(
                                                pod.getMetadata().getNamespace(),
                                                pod.getMetadata().getName())))
                .flatMap(Function.identity());
    }

    Optional<Job> job(Key.OfJob key) {
        return find(jobs, key.namespace() + "/" + key.name());
    }

    Stream<Job> jobs() {
        return jobs.getStore().list().stream();
    }

    Optional<PodGroup> group(Key.OfJob key) {
        return find(groups, key.namespace() + "/" + key.name());
    }

    Optional<Queue> queue(String name) {
        return find(queues, name);
    }

    Optional<Pod> barePod(Key.OfPod key) {
        return find(barePods, key.namespace() + "/" + key.name());
    }

    List<Pod> pods(Key.OfJob key) {
        return jobPods.getIndexer().byIndex(JOB, key.toString());
    }

    List<PodGroup> groupsIn(String queue) {
        return groups.getIndexer().byIndex(QUEUE, queue);
    }

    /** Orders to a job or queue, oldest first. */
    List<Command> commands(Key key) {
        return commands.getIndexer().byIndex(TARGET, key.toString()).stream()
                .filter(command -> command.getMetadata().getDeletionTimestamp() == null)
                .sorted(
                        Comparator.comparing((Command command) ->
                                        command.getMetadata().getCreationTimestamp())
                                .thenComparing(command -> command.getMetadata().getName()))
                .toList();
    }

    private static <T> Optional<T> find(SharedIndexInformer<T> informer, String key) {
        @Nullable T found = informer.getStore().getByKey(key);
        return Optional.ofNullable(found);
    }

    static Key.OfJob key(Job job) {
        return new Key.OfJob(job.getMetadata().getNamespace(), job.getMetadata().getName());
    }

    private static Optional<Key.OfJob> owningJob(HasMetadata object) {
        List<OwnerReference> owners = object.getMetadata().getOwnerReferences();
        return owners == null
                ? Optional.empty()
                : owners.stream()
                        .filter(ClusterWatch::isJob)
                        .map(owner ->
                                new Key.OfJob(object.getMetadata().getNamespace(), owner.getName()))
                        .findFirst();
    }

    private static Optional<Key> target(Command command) {
        OwnerReference target = command.getTarget();
        if (target == null) {
            return Optional.empty();
        }
        return switch (target.getKind()) {
            case "Job" ->
                    Optional.of(
                            new Key.OfJob(command.getMetadata().getNamespace(), target.getName()));
            case "Queue" -> Optional.of(new Key.OfQueue(target.getName()));
            default -> Optional.empty();
        };
    }

    private static boolean isJob(OwnerReference owner) {
        return "Job".equals(owner.getKind())
                && owner.getApiVersion() != null
                && owner.getApiVersion().startsWith(HasMetadata.getGroup(Job.class) + "/");
    }

    private static String queueOf(PodGroup group) {
        String queue = group.getSpec().queue();
        return queue == null || queue.isBlank() ? VolcanoNames.DEFAULT_QUEUE : queue;
    }

    @Override
    public void close() {
        watches.close();
    }
}
