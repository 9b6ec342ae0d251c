package cn.ac.pcl.octopus.controller.core;

import cn.ac.pcl.octopus.controller.crd.Command;
import cn.ac.pcl.octopus.controller.crd.Job;
import cn.ac.pcl.octopus.controller.crd.PodGroup;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All that was seen of a job at one moment.
 *
 * @param job the job with its status as last written
 * @param group the pod group of the job's name, whoever owns it
 * @param pods pods that the job owns
 * @param commands orders to the job that still exist, oldest first
 * @param refusals objects that the API server has refused to take, in the order of their names
 * @param now the moment
 */
public record Observed(
        Job job,
        Optional<PodGroup> group,
        List<Pod> pods,
        List<Command> commands,
        List<Refusal> refusals,
        Instant now) {

    public Observed {
        pods = List.copyOf(pods);
        commands = List.copyOf(commands);
        refusals = List.copyOf(refusals);
    }
}
