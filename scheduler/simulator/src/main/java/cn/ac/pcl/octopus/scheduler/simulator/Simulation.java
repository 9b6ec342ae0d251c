package cn.ac.pcl.octopus.scheduler.simulator;

import cn.ac.pcl.octopus.scheduler.core.ClusterEvent;
import cn.ac.pcl.octopus.scheduler.core.Eviction;
import cn.ac.pcl.octopus.scheduler.core.GangId;
import cn.ac.pcl.octopus.scheduler.core.GangSpec;
import cn.ac.pcl.octopus.scheduler.core.NodeSpec;
import cn.ac.pcl.octopus.scheduler.core.Placement;
import cn.ac.pcl.octopus.scheduler.core.Plan;
import cn.ac.pcl.octopus.scheduler.core.PodId;
import cn.ac.pcl.octopus.scheduler.core.PodShape;
import cn.ac.pcl.octopus.scheduler.core.PodSpec;
import cn.ac.pcl.octopus.scheduler.core.PoolState;
import cn.ac.pcl.octopus.scheduler.core.Reason;
import cn.ac.pcl.octopus.scheduler.core.Scheduler;
import cn.ac.pcl.octopus.scheduler.core.Settings;
import cn.ac.pcl.octopus.scheduler.core.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// The scheduler's core under a virtual clock that jumps from one thing that happens to the next:
/// gangs are submitted, run and end, nodes break, and bindings hold at once.
///
/// After everything that happens at a moment the core is asked once, and again as long as its
/// answer leads to something new; while anybody waits it is also asked every minute. Nothing here
/// depends on the real clock or on chance: equal scenarios have equal outcomes.
public final class Simulation {
    private static final Duration TICK = Duration.ofMinutes(1);
    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    private sealed interface Happening {}

    private record Submitted(Job job) implements Happening {}

    private record Ended(Run run, int life) implements Happening {}

    private record NodeLost(String name) implements Happening {}

    private record NodeBack(NodeSpec node) implements Happening {}

    /// Nothing but a reason to ask the core.
    private record Look(boolean regular) implements Happening {}

    private final Scenario scenario;
    private final Admission admission;
    private final Settings settings;
    private final PoolState state;
    private final Agenda<Happening> agenda = new Agenda<>();
    private final Map<String, NodeSpec> nodes = new HashMap<>();
    private final Map<GangId, Run> runs = new TreeMap<>();
    private final Usage usage;

    /// With an order of admission: who waits for each pool, and who of them is shown to the core.
    private final Map<String, TreeSet<Run>> queues = new TreeMap<>();

    private final Map<String, Run> shown = new HashMap<>();

    private final List<Duration> waits = new ArrayList<>();
    private final SortedMap<GangId, String> stranded = new TreeMap<>();
    private Instant now;
    private Instant stirred;
    private boolean lookPlanned;
    private int toCome;
    private int waiting;
    private int submissions;
    private int restarts;
    private Duration lost = Duration.ZERO;
    private long cycles;
    private Instant lastEnd;
    private SortedMap<String, Double> utilisation = new TreeMap<>();
    private SortedMap<String, Double> busyUtilisation = new TreeMap<>();

    public Simulation(Scenario scenario, Admission admission) {
        this.scenario = scenario;
        this.admission = admission;
        now =
                scenario.jobs().stream()
                        .map(job -> job.gang().submitted())
                        .min(Instant::compareTo)
                        .orElse(Scenario.BEGIN);
        lastEnd = now;
        stirred = now;
        usage = new Usage(now);
        settings =
                admission.reserves()
                        ? scenario.settings()
                        : scenario.settings().withPatience(FOR_EVER);
        state = new PoolState(settings);
        scenario.pools().forEach(pool -> state.apply(new ClusterEvent.PoolChanged(pool)));
        scenario.mixes()
                .forEach((pool, mix) -> state.apply(new ClusterEvent.MixChanged(pool, mix)));
        scenario.nodes().forEach(this::addNode);
        scenario.jobs().forEach(job -> plan(job.gang().submitted(), new Submitted(job)));
        submissions = scenario.jobs().size();
        for (Scenario.Outage outage : scenario.outages()) {
            NodeSpec node = nodes.get(outage.node());
            if (node != null) {
                plan(outage.from(), new NodeLost(node.name()));
                plan(outage.to(), new NodeBack(node));
            }
        }
    }

    /// Runs to the end.
    public Outcome run() {
        runUntil(Instant.MAX);
        return outcome();
    }

    /// Runs as far as a moment, which is included.
    public void runUntil(Instant end) {
        for (Instant next = agenda.next();
                next != null && !next.isAfter(end);
                next = agenda.next()) {
            step(next);
        }
    }

    /// The core's state, as it is after the last thing that happened.
    public PoolState state() {
        return state;
    }

    /// When the last thing happened.
    public Instant now() {
        return now;
    }

    /// The core's state and the moment, to be saved.
    public SnapshotFile snapshot() {
        return SnapshotFile.of(state, settings, now);
    }

    private void plan(Instant at, Happening happening) {
        agenda.add(at, happening);
        toCome += happening instanceof Look ? 0 : 1;
    }

    private void step(Instant next) {
        now = next;
        usage.advance(now);
        for (Happening it = agenda.take(now); it != null; it = agenda.take(now)) {
            happen(it);
        }
        boolean more;
        do {
            queues.forEach(this::show);
            cycles++;
            more = carryOut(Scheduler.schedule(state, now));
        } while (more);
        planLook();
    }

    private void happen(Happening happening) {
        if (!(happening instanceof Look)) {
            toCome--;
            stirred = now;
        }
        switch (happening) {
            case Submitted(Job job) -> submit(job);
            case Ended(Run run, int life) -> {
                if (run.life == life) {
                    end(run);
                }
            }
            case NodeLost(String name) -> lose(name);
            case NodeBack(NodeSpec node) -> addNode(node);
            case Look(boolean regular) -> lookPlanned &= !regular;
        }
    }

    /// While anybody waits the core is asked now and then, until nothing can come of it any more.
    private void planLook() {
        Instant quiet = stirred.plus(scenario.settings().patience()).plus(TICK);
        if (waiting > 0 && !lookPlanned && (toCome > 0 || now.isBefore(quiet))) {
            lookPlanned = true;
            plan(now.plus(TICK), new Look(true));
        }
    }

    // ---- jobs

    private void submit(Job job) {
        Run run = new Run(job);
        if (runs.putIfAbsent(run.id(), run) != null) {
            throw new IllegalArgumentException("two jobs are called " + run.id());
        }
        if (--submissions == 0) {
            busyUtilisation = usage.utilisation();
        }
        offer(run);
    }

    private void offer(Run run) {
        Comparator<GangSpec> order = admission.order();
        waiting++;
        if (order == null) {
            announce(run);
        } else {
            queues.computeIfAbsent(
                            run.job.gang().pool(),
                            _ ->
                                    new TreeSet<>(
                                            Comparator.comparing((Run it) -> it.job.gang(), order)))
                    .add(run);
        }
    }

    private void announce(Run run) {
        GangSpec gang = run.job.gang();
        state.apply(
                new ClusterEvent.GangChanged(admission.reserves() ? gang : gang.withRunTime(null)));
        run.pods.forEach((pod, shape) -> announce(run, pod, shape));
    }

    private void announce(Run run, PodId pod, PodShape shape) {
        state.apply(new ClusterEvent.PodChanged(PodSpec.waiting(pod, run.id(), shape)));
    }

    /// Shows the core the first of a queue, and nobody else of it.
    private void show(String pool, SortedSet<Run> queue) {
        Run before = shown.get(pool);
        Run first = queue.isEmpty() ? null : queue.first();
        if (before != first) {
            if (before != null) {
                withdraw(before);
            }
            if (first == null) {
                shown.remove(pool);
            } else {
                announce(first);
                shown.put(pool, first);
            }
        }
    }

    private void withdraw(Run run) {
        run.pods.keySet().forEach(pod -> state.apply(new ClusterEvent.PodGone(pod)));
        state.apply(new ClusterEvent.GangGone(run.id()));
    }

    private void end(Run run) {
        withdraw(run);
        run.placed.keySet().forEach(pod -> usage.pod(shape(run, pod), -1));
        runs.remove(run.id());
        lastEnd = now;
        utilisation = usage.utilisation();
    }

    private static PodShape shape(Run run, PodId pod) {
        PodShape shape = run.pods.get(pod);
        if (shape == null) {
            throw new IllegalStateException(pod + " is no pod of " + run.id());
        }
        return shape;
    }

    /// A job of which too little is left begins anew, and waits again.
    private void restart(Run run) {
        if (run.started != null) {
            restarts++;
            lost = lost.plus(Duration.between(run.started, now));
        }
        waiting -= run.started == null ? 1 : 0;
        run.life++;
        run.started = null;
        withdraw(run);
        for (PodId pod : List.copyOf(run.pods.keySet())) {
            if (run.placed.containsKey(pod)) {
                usage.pod(shape(run, pod), -1);
            }
            run.replace(pod);
        }
        offer(run);
    }

    // ---- nodes

    private void addNode(NodeSpec node) {
        nodes.put(node.name(), node);
        usage.node(node, 1);
        state.apply(new ClusterEvent.NodeChanged(node));
    }

    private void lose(String name) {
        NodeSpec node = nodes.remove(name);
        if (node == null) {
            return;
        }
        usage.node(node, -1);
        state.apply(new ClusterEvent.NodeRemoved(name));
        List.copyOf(runs.values()).stream()
                .filter(run -> run.placed.containsValue(name))
                .forEach(this::restart);
    }

    // ---- plans

    /// Does what the core says.
    ///
    /// @return true when the core has to be asked again
    private boolean carryOut(Plan plan) {
        Set<Run> touched = new LinkedHashSet<>();
        for (Placement placement : plan.place()) {
            Run run = runOf(placement.gang());
            state.apply(
                    new ClusterEvent.PodBound(
                            placement.pod(), placement.node(), placement.device()));
            run.placed.put(placement.pod(), placement.node());
            usage.pod(shape(run, placement.pod()), 1);
            touched.add(run);
        }
        touched.stream().filter(run -> run.started == null).forEach(this::start);
        boolean evicted = evict(plan.evict());
        return evicted || admitNext();
    }

    private Run runOf(GangId id) {
        Run run = runs.get(id);
        if (run == null) {
            throw new IllegalStateException("the plan names " + id + ", which does not wait");
        }
        return run;
    }

    private void start(Run run) {
        if (!run.complete()) {
            throw new IllegalStateException("only a part of " + run.id() + " was placed");
        }
        run.started = now;
        waiting--;
        stirred = now;
        if (!run.hasRun) {
            run.hasRun = true;
            waits.add(Duration.between(run.job.gang().submitted(), now));
        }
        plan(now.plus(run.job.lasts()), new Ended(run, run.life));
    }

    private boolean evict(List<Eviction> evictions) {
        Set<Run> shrunk = new LinkedHashSet<>();
        boolean deleted = false;
        for (Eviction eviction : evictions) {
            Run run = runs.get(eviction.gang());
            switch (eviction.step()) {
                case NOTICE -> plan(eviction.deadline(), new Look(false));
                case CANCEL -> {}
                case DELETE -> {
                    deleted = true;
                    if (run != null && run.placed.containsKey(eviction.pod())) {
                        delete(run, eviction.pod());
                        shrunk.add(run);
                    }
                }
            }
        }
        shrunk.stream().filter(run -> !run.complete()).forEach(this::restart);
        return deleted;
    }

    private void delete(Run run, PodId pod) {
        PodShape shape = shape(run, pod);
        usage.pod(shape, -1);
        state.apply(new ClusterEvent.PodGone(pod));
        announce(run, run.replace(pod), shape);
    }

    /// With an order of admission: true when somebody else gets his turn, because the one before
    /// has started or never will.
    private boolean admitNext() {
        boolean next = false;
        for (Map.Entry<String, TreeSet<Run>> queue : queues.entrySet()) {
            Run first = shown.get(queue.getKey());
            if (first != null && queue.getValue().contains(first)) {
                if (first.started != null) {
                    queue.getValue().remove(first);
                    shown.remove(queue.getKey());
                    next = true;
                } else if (scenario.outages().isEmpty() && impossible(first)) {
                    queue.getValue().remove(first);
                    runs.remove(first.id());
                    waiting--;
                    next = true;
                }
            }
        }
        return next;
    }

    private boolean impossible(Run run) {
        Waiting why = state.explain(run.id(), now);
        if (why == null
                || !(why.reason() instanceof Reason.NeverFits
                        || why.reason() instanceof Reason.NoNode
                        || why.reason() instanceof Reason.PoolUnknown)) {
            return false;
        }
        stranded.put(run.id(), why.reason().code());
        return true;
    }

    // ---- the end

    /// What has come of it so far.
    public Outcome outcome() {
        SortedMap<GangId, String> waiters = new TreeMap<>(stranded);
        for (Run run : runs.values()) {
            if (!run.hasRun) {
                Waiting why = state.explain(run.id(), now);
                waiters.put(run.id(), why == null ? "kept-back" : why.reason().code());
            }
        }
        Instant begin =
                scenario.jobs().stream()
                        .map(job -> job.gang().submitted())
                        .min(Instant::compareTo)
                        .orElse(now);
        return new Outcome(
                waits.size(),
                waiters,
                Duration.between(begin, lastEnd),
                Outcome.Waiting.of(waits),
                utilisation,
                busyUtilisation,
                usage.samples(),
                restarts,
                lost,
                cycles);
    }
}
