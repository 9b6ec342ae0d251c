package cn.ac.pcl.octopus.taskset.cluster;

import cn.ac.pcl.octopus.controller.crd.Action;
import cn.ac.pcl.octopus.controller.crd.Command;
import cn.ac.pcl.octopus.controller.crd.Job;
import cn.ac.pcl.octopus.taskset.core.JobFacts;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Does it through the API server. */
@Component
class KubernetesJobs implements ClusterJobs {
    /** Label of the Jobs that taskset makes and watches. */
    static final String MANAGED_BY = "app.kubernetes.io/managed-by";

    /** Value of {@link #MANAGED_BY}. */
    static final String TASKSET = "octopus-taskset";

    /** Annotation by which taskset knows a Job again as that of a submission. */
    static final String JOB_ID = "octopus.pcl.ac.cn/job-id";

    private static final String USER_ID = "octopus.pcl.ac.cn/user-id";

    private static final int BAD_REQUEST = 400;
    private static final int FORBIDDEN = 403;
    private static final int MISSING = 404;
    private static final int CONFLICT = 409;
    private static final int INVALID = 422;

    private final KubernetesClient client;

    KubernetesJobs(KubernetesClient client) {
        this.client = client;
    }

    @Override
    public Creation create(JobFacts facts) {
        try {
            Job created = client.resource(manifest(facts)).create();
            return new Creation.Created(created.getMetadata().getUid());
        } catch (KubernetesClientException e) {
            return switch (e.getCode()) {
                case CONFLICT -> existing(facts);
                case BAD_REQUEST, INVALID -> new Creation.Refused(sentence(e));
                case FORBIDDEN, MISSING -> new Creation.Hindered(sentence(e));
                default -> throw e;
            };
        }
    }

    @Override
    public Optional<Job> find(String namespace, String name) {
        return Optional.ofNullable(
                client.resources(Job.class).inNamespace(namespace).withName(name).get());
    }

    @Override
    public void terminate(Job job) {
        ObjectMeta metadata = job.getMetadata();
        Command command = new Command();
        command.setMetadata(
                new ObjectMetaBuilder()
                        .withNamespace(metadata.getNamespace())
                        .withName(metadata.getName() + "-stop")
                        .build());
        command.setAction(Action.TERMINATE_JOB);
        command.setReason("Stopped");
        command.setMessage("The job was stopped.");
        command.setTarget(
                new OwnerReferenceBuilder()
                        .withApiVersion(job.getApiVersion())
                        .withKind(job.getKind())
                        .withName(metadata.getName())
                        .withUid(metadata.getUid())
                        .withController(true)
                        .build());
        try {
            client.resource(command).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() == MISSING) {
                // No such kind of order in this cluster, or the namespace goes: so the Job goes.
                delete(job);
            } else if (e.getCode() != CONFLICT) {
                throw e;
            }
        }
    }

    @Override
    public void delete(Job job) {
        client.resource(job).withPropagationPolicy(DeletionPropagation.FOREGROUND).delete();
    }

    /** The Job as it is sent to the cluster. */
    static Job manifest(JobFacts facts) {
        ObjectMeta submitted = facts.submitted().getMetadata();
        Job job = new Job();
        job.setMetadata(
                new ObjectMetaBuilder()
                        .withName(facts.id())
                        .withNamespace(facts.namespace())
                        .withLabels(submitted.getLabels())
                        .addToLabels(MANAGED_BY, TASKSET)
                        .withAnnotations(submitted.getAnnotations())
                        .addToAnnotations(Map.of(JOB_ID, facts.id(), USER_ID, facts.userId()))
                        .build());
        job.setSpec(facts.submitted().getSpec());
        return job;
    }

    /** Whether a Job in the cluster is the one of a submission. */
    static boolean isOf(JobFacts facts, Job job) {
        Map<String, String> annotations = job.getMetadata().getAnnotations();
        return annotations != null
                && facts.id().equals(annotations.get(JOB_ID))
                && facts.userId().equals(annotations.get(USER_ID));
    }

    private Creation existing(JobFacts facts) {
        return find(facts.namespace(), facts.id())
                .<Creation>map(job ->
                        isOf(facts, job)
                                ? new Creation.Created(job.getMetadata().getUid())
                                : new Creation.Refused("The cluster has another Job of this name."))
                .orElseGet(() -> new Creation.Hindered("The cluster has just had such a Job."));
    }

    private static String sentence(KubernetesClientException e) {
        @Nullable String message = e.getStatus() == null ? null : e.getStatus().getMessage();
        return "The cluster does not take the job: "
                + (message == null ? String.valueOf(e.getMessage()) : message);
    }
}
