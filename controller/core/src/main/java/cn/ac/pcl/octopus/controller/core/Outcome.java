package cn.ac.pcl.octopus.controller.core;

import cn.ac.pcl.octopus.controller.crd.Command;
import cn.ac.pcl.octopus.controller.crd.JobStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a job needs now. To be done in the order of the components; when one step fails, the rest is
 * left to the next attempt.
 *
 * @param apply objects to be made or brought to this form; no harm in doing it twice
 * @param status the new status, only when it changed; to be written only over the status that was
 *     observed
 * @param create objects to be made unless they exist
 * @param delete objects to be deleted, each only under the uid it carries
 * @param done orders that were carried out, to be deleted
 * @param expired the job has outlived its time and is to be deleted with all it owns
 * @param again when to look again although nothing happened
 */
public record Outcome(
        List<HasMetadata> apply,
        Optional<JobStatus> status,
        List<HasMetadata> create,
        List<HasMetadata> delete,
        List<Command> done,
        boolean expired,
        Optional<Duration> again) {

    /** Nothing to do. */
    public static final Outcome NOTHING =
            new Outcome(
                    List.of(),
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    List.of(),
                    false,
                    Optional.empty());

    static final Outcome EXPIRED =
            new Outcome(
                    List.of(),
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    List.of(),
                    true,
                    Optional.empty());

    public Outcome {
        apply = List.copyOf(apply);
        create = List.copyOf(create);
        delete = List.copyOf(delete);
        done = List.copyOf(done);
    }
}
