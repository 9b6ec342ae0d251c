package cn.ac.pcl.octopus.taskset.cluster;

import cn.ac.pcl.octopus.controller.crd.Job;
import cn.ac.pcl.octopus.controller.crd.JobPhase;
import cn.ac.pcl.octopus.taskset.Fixture;
import cn.ac.pcl.octopus.taskset.core.JobFacts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A cluster in memory that refuses, fails and forgets as it is told. */
final class FakeCluster implements ClusterJobs, ClusterView {
    final Map<String, Job> jobs = new HashMap<>();
    final List<String> orders = new ArrayList<>();
    String waiting = "";
    @Nullable Creation answer;
    @Nullable RuntimeException afterCreation;
    int creations;

    void seen(String id, JobPhase phase, @Nullable Instant finish) {
        Job job = Optional.ofNullable(jobs.get(id)).orElseThrow();
        job.setStatus(Fixture.status(phase, finish));
    }

    @Override
    public Creation create(JobFacts facts) {
        if (answer != null) {
            return answer;
        }
        Job there = jobs.get(facts.id());
        if (there == null) {
            creations++;
            there = KubernetesJobs.manifest(facts);
            there.getMetadata().setUid("uid-" + facts.id());
            jobs.put(facts.id(), there);
            if (afterCreation != null) {
                throw afterCreation;
            }
        }
        return new Creation.Created(there.getMetadata().getUid());
    }

    @Override
    public Optional<Job> find(String namespace, String name) {
        return Optional.ofNullable(jobs.get(name));
    }

    @Override
    public void terminate(Job job) {
        orders.add("terminate " + job.getMetadata().getName());
    }

    @Override
    public void delete(Job job) {
        orders.add("delete " + job.getMetadata().getName());
        jobs.remove(job.getMetadata().getName());
    }

    @Override
    public String waiting(String namespace, String name) {
        return waiting;
    }
}
