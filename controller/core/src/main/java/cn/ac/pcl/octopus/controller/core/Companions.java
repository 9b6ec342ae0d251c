package cn.ac.pcl.octopus.controller.core;

import cn.ac.pcl.octopus.controller.crd.Job;
import cn.ac.pcl.octopus.controller.crd.JobSpec;
import cn.ac.pcl.octopus.controller.crd.PodGroup;
import cn.ac.pcl.octopus.controller.crd.VolumeSpec;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What an active job has beside its pods: the pod group, what its plug-ins make, its claims. What
 * was made once is marked in the status and not made again.
 */
final class Companions {

    private static final String PLUGIN = "plugin-";
    private static final String VOLUME = "volume-";

    private final Observed seen;
    private final Job job;
    private final JobSpec spec;
    private final Map<String, String> marks;

    /**
     * @param marks gets a mark for each of what is made once
     */
    Companions(Observed seen, Map<String, String> marks) {
        this.seen = seen;
        this.job = seen.job();
        this.spec = job.getSpec();
        this.marks = marks;
    }

    /** What is missing or differs. */
    List<HasMetadata> wanted() {
        List<HasMetadata> apply = new ArrayList<>();
        group(apply);
        plugins(apply);
        claims(apply);
        return apply;
    }

    private void group(List<HasMetadata> apply) {
        PodGroup wanted = Gang.wanted(job);
        boolean isForeign = seen.group().isPresent() && Gang.ownOf(seen).isEmpty();
        if (!isForeign && Gang.ownOf(seen).filter(group -> Gang.isAs(group, wanted)).isEmpty()) {
            apply.add(wanted);
        }
    }

    private void plugins(List<HasMetadata> apply) {
        if (spec.plugins().containsKey(SvcPlugin.NAME)) {
            String fingerprint = SvcPlugin.fingerprint(job);
            if (!fingerprint.equals(marks.get(PLUGIN + SvcPlugin.NAME))) {
                List<HasMetadata> objects = SvcPlugin.objects(job);
                apply.addAll(objects);
                if (objects.stream().noneMatch(this::isRefused)) {
                    marks.put(PLUGIN + SvcPlugin.NAME, fingerprint);
                }
            }
        }
        if (spec.plugins().containsKey("env")) {
            marks.put(PLUGIN + "env", "env");
        }
    }

    private void claims(List<HasMetadata> apply) {
        for (VolumeSpec volume : spec.volumes()) {
            String claim = volume.volumeClaimName();
            if (claim == null
                    || volume.volumeClaim() == null
                    || marks.containsKey(VOLUME + claim)) {
                continue;
            }
            HasMetadata wanted =
                    new PersistentVolumeClaimBuilder()
                            .withNewMetadata()
                            .withNamespace(job.getMetadata().getNamespace())
                            .withName(claim)
                            .withOwnerReferences(Gang.owner(job))
                            .endMetadata()
                            .withSpec(volume.volumeClaim())
                            .build();
            apply.add(wanted);
            if (!isRefused(wanted)) {
                marks.put(VOLUME + claim, "made");
            }
        }
    }

    /** Whether the API server would not take it the last time; it is offered again. */
    private boolean isRefused(HasMetadata object) {
        return seen.refusals().stream()
                .anyMatch(refusal -> refusal.object().equals(Refusal.nameOf(object)));
    }
}
