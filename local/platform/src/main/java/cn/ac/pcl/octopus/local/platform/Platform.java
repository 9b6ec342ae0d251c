package cn.ac.pcl.octopus.local.platform;

import cn.ac.pcl.octopus.local.platform.Ports.Part;
import cn.ac.pcl.octopus.local.process.ChildProcess;
import cn.ac.pcl.octopus.local.process.KnownProcess;
import cn.ac.pcl.octopus.local.process.WholeFile;
import cn.ac.pcl.octopus.local.stores.EmbeddedDatabase;
import cn.ac.pcl.octopus.local.stores.EmbeddedObjectStore;
import cn.ac.pcl.octopus.local.stores.EmbeddedRedis;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The whole suite on this machine, from the first process to the last.
///
/// 1. Nothing is touched before it is sure that the state directory is free, that there is room,
///    that the ports are free and that every service is built; what a killed predecessor left
///    running is stopped.
/// 2. The stores and the cluster start at once while the jars are unpacked; then all services start
///    at once.
/// 3. When all are ready, the first content is put in.
///
/// Guarantee: [#stop] may come at any moment, from any thread; when it returns, nothing runs that
/// was started here.
final class Platform implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Platform.class);

    private static final long ROOM = 1L << 30;
    private static final Duration GRACE = Duration.ofSeconds(20);
    private static final String EMBEDDED = "embedded";

    /// How long the services may need to learn that jobs were ended: else they would find out at
    /// the next start, and take the time between for part of the jobs.
    private static final Duration SETTLING = Duration.ofSeconds(3);

    /// How to start.
    ///
    /// @param root the checkout with the built jars
    /// @param kubeconfig the cluster to use instead of the embedded one
    /// @param address where the gateway listens; everything else listens on the loopback address
    record Options(
            Path root, Home home, Ports ports, Optional<Path> kubeconfig, InetAddress address) {
        String clusterAddress() {
            return kubeconfig.map(Clusters::address).orElse(EMBEDDED);
        }

        /// What is stored at home belongs to the cluster where its jobs are.
        void requireCluster() throws IOException {
            String wanted = clusterAddress();
            String known =
                    Files.exists(home.clusterAddress())
                            ? Files.readString(home.clusterAddress())
                            : Files.exists(home.cluster()) ? EMBEDDED : wanted;
            if (!known.equals(wanted)) {
                throw new Unable(
                        Unable.Exit.WRONG_STATE,
                        known.equals(EMBEDDED)
                                ? Texts.of("home.embedded", home.directory(), wanted)
                                : Texts.of("home.foreign", home.directory(), known));
            }
            if (kubeconfig.isPresent()) {
                Clusters.requireAnswer(kubeconfig.get());
            }
        }

        void requireFreePorts() {
            EnumSet<Part> listening = EnumSet.allOf(Part.class);
            if (kubeconfig.isPresent()) {
                listening.remove(Part.API_SERVER);
            }
            ports.requireFree(address, listening);
        }
    }

    private final Options options;
    private final Progress progress;
    private final Health health = new Health();

    /// Read: something is being started. Write: everything is being stopped.
    private final ReentrantReadWriteLock gate = new ReentrantReadWriteLock();

    private final Map<Part, Supervised> supervised = new ConcurrentHashMap<>();
    private final CopyOnWriteArrayList<AutoCloseable> embedded = new CopyOnWriteArrayList<>();
    private volatile boolean closing;
    private volatile boolean usable;
    private volatile FileChannel lock;
    private volatile Path kubeconfig;

    private Platform(Options options, Progress progress, FileChannel lock) {
        this.options = options;
        this.progress = progress;
        this.lock = lock;
        this.kubeconfig = options.kubeconfig().orElse(options.home().kubeconfig());
    }

    /// Checks everything that can be checked, and claims the state directory.
    static Platform claim(Options options, Progress progress) throws IOException {
        Home home = options.home().create();
        FileChannel lock = lock(home);
        try {
            long room = Files.getFileStore(home.directory()).getUsableSpace();
            if (room < ROOM) {
                throw new Unable(
                        Unable.Exit.LACKING, Texts.of("disk.full", home.directory(), room >> 20));
            }
            KnownProcess.of(ProcessHandle.current().pid()).write(home.launcher());
            long left = Orphans.running(home);
            if (left > 0) {
                progress.say(Texts.of("up.left", left));
            }
            for (Path orphan : Orphans.pidFiles(home)) {
                if (ChildProcess.reap(orphan, GRACE)) {
                    log.warn("stopped what a killed predecessor left: {}", orphan.getFileName());
                }
            }
            options.requireCluster();
            options.requireFreePorts();
            var jars = new ServiceJars(options.root(), home.apps());
            for (Service service : Service.ALL) {
                jars.locate(service);
            }
            WholeFile.write(home.clusterAddress(), options.clusterAddress());
            return new Platform(options, progress, lock);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(home.launcher());
            lock.close();
            throw e;
        }
    }

    private static FileChannel lock(Home home) throws IOException {
        FileChannel channel =
                FileChannel.open(home.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException _) {
            // Held by this very JVM: the same answer.
        }
        channel.close();
        throw alreadyRuns(home);
    }

    static Unable alreadyRuns(Home home) throws IOException {
        String url = Status.read(home.state()).map(status -> status.url().toString()).orElse("?");
        return new Unable(
                Unable.Exit.WRONG_STATE, Texts.of("already.running", home.directory(), url));
    }

    /// Starts everything and returns when it is ready for users.
    void start() throws IOException, InterruptedException {
        Secrets secrets = Secrets.loadOrGenerate(options.home().secrets());
        var jars = new ConcurrentHashMap<Service, Path>();
        var tasks = new ArrayList<Together.Task>();
        tasks.add(() -> supervise(Part.MARIADB, () -> database(secrets)));
        tasks.add(() -> supervise(Part.REDIS, () -> redis(secrets)));
        tasks.add(() -> objects(secrets));
        tasks.add(this::cluster);
        tasks.add(() -> own(() -> LogRotation.start(options.home())));
        var content = new FirstContent(options, url(), secrets, () -> closing);
        tasks.add(() -> own(() -> content));
        for (Service service : Service.ALL) {
            tasks.add(() -> jars.put(service, unpack(service)));
        }
        Together.run(tasks);
        var environment =
                new Environment(
                        options.home(),
                        options.ports(),
                        secrets,
                        kubeconfig,
                        options.address().getHostAddress(),
                        schema ->
                                EmbeddedDatabase.jdbcUrl(options.ports().of(Part.MARIADB), schema));
        for (var unpacked : jars.entrySet()) {
            Service service = unpacked.getKey();
            int port = options.ports().ofHealth(service.part());
            supervise(
                    service.part(),
                    () -> launch(service, unpacked.getValue(), environment),
                    () -> health.isAlive(port));
        }
        Together.run(
                Service.ALL.stream().<Together.Task>map(each -> () -> awaitReady(each)).toList());
        content.put(progress);
        usable = true;
        record();
    }

    /// Where users reach the gateway from this machine.
    private String authority() {
        InetAddress address = options.address();
        String host = address.isAnyLocalAddress() ? "127.0.0.1" : address.getHostAddress();
        return (host.contains(":") ? "[%s]:%d" : "%s:%d")
                .formatted(host, options.ports().of(Part.GATEWAY));
    }

    URI url() {
        return URI.create("http://" + authority());
    }

    private ChildProcess database(Secrets secrets) throws IOException, InterruptedException {
        return EmbeddedDatabase.start(
                        options.home().mariadb(),
                        options.ports().of(Part.MARIADB),
                        List.of(
                                new EmbeddedDatabase.Account(
                                        "octopus", "octopus", secrets.databasePassword()),
                                new EmbeddedDatabase.Account(
                                        "core", "core", secrets.tasksetDatabasePassword())))
                .process();
    }

    private ChildProcess redis(Secrets secrets) throws IOException, InterruptedException {
        return EmbeddedRedis.start(
                        options.home().redis(),
                        options.ports().of(Part.REDIS),
                        secrets.redisPassword())
                .process();
    }

    private void objects(Secrets secrets) throws Exception {
        int port = options.ports().of(Part.OBJECTS);
        own(() ->
                EmbeddedObjectStore.start(
                        options.home().objects(),
                        port,
                        secrets.storeAccessKey(),
                        secrets.storeSecretKey()));
        progress.ready(Part.OBJECTS.label(), "127.0.0.1:" + port);
    }

    private void cluster() throws Exception {
        if (options.kubeconfig().isPresent()) {
            Clusters.applyDefinitions(kubeconfig);
            progress.ready("cluster", kubeconfig.toString());
            return;
        }
        int port = options.ports().of(Part.API_SERVER);
        own(() -> EmbeddedCluster.start(options.home(), port));
        progress.ready(Part.API_SERVER.label(), "127.0.0.1:" + port);
    }

    private Path unpack(Service service) throws IOException, InterruptedException {
        return new ServiceJars(options.root(), options.home().apps()).unpack(service);
    }

    private ChildProcess launch(Service service, Path jar, Environment environment)
            throws IOException {
        var command = new ArrayList<String>();
        command.add(ServiceJars.java().toString());
        command.addAll(service.javaOptions());
        command.add("-jar");
        command.add(jar.toString());
        return ChildProcess.start(
                new ChildProcess.Start(
                        service.name(),
                        command,
                        environment.of(service),
                        options.home().directory(),
                        options.home().log(service.name()),
                        options.home().pidFile(service.name())));
    }

    private void supervise(Part part, Supervised.Launch launch)
            throws IOException, InterruptedException {
        supervise(part, launch, () -> true);
        progress.ready(part.label(), "127.0.0.1:" + options.ports().of(part));
    }

    private void supervise(Part part, Supervised.Launch launch, Supervised.Liveness liveness)
            throws IOException, InterruptedException {
        gate.readLock().lock();
        try {
            if (closing) {
                throw new InterruptedException("stopped while starting");
            }
            supervised.put(
                    part, Supervised.start(part.label(), launch, liveness, GRACE, this::record));
        } finally {
            gate.readLock().unlock();
        }
        record();
    }

    private void own(Callable<? extends AutoCloseable> start) throws Exception {
        gate.readLock().lock();
        try {
            if (closing) {
                throw new InterruptedException("stopped while starting");
            }
            embedded.addFirst(start.call());
        } finally {
            gate.readLock().unlock();
        }
    }

    private void awaitReady(Service service) throws IOException, InterruptedException {
        int port = options.ports().ofHealth(service.part());
        Supervised process = supervised.get(service.part());
        if (process != null) {
            new Readiness(process, options.home().log(service.name()), progress)
                    .await(() -> closing || health.isReady(port));
        }
        if (closing) {
            throw new InterruptedException("stopped while starting");
        }
        progress.ready(
                service.name(),
                service.part() == Part.GATEWAY
                        ? authority()
                        : "127.0.0.1:" + options.ports().of(service.part()));
    }

    /// Writes down what runs now; called from several threads.
    private synchronized void record() {
        if (closing) {
            return;
        }
        var processes = new ArrayList<Status.Entry>();
        for (Part part : Part.values()) {
            Supervised process = supervised.get(part);
            if (process != null) {
                String state = process.state().name().toLowerCase(Locale.ROOT);
                processes.add(
                        new Status.Entry(
                                part.label(),
                                process.pid(),
                                options.ports().of(part),
                                options.ports().ofHealth(part),
                                state,
                                process.restarts()));
            }
        }
        long self = ProcessHandle.current().pid();
        int apiServer = options.ports().of(Part.API_SERVER);
        processes.add(new Status.Entry("platform", self, apiServer, apiServer, "running", 0));
        try {
            new Status(self, url(), kubeconfig.toString(), usable, processes, inside())
                    .write(options.home().state());
        } catch (IOException e) {
            log.error("the state could not be written", e);
        }
    }

    /// The parts that run inside the launcher, and their ports.
    private Map<String, Integer> inside() {
        var inside = new TreeMap<String, Integer>();
        inside.put(Part.OBJECTS.label(), options.ports().of(Part.OBJECTS));
        if (options.kubeconfig().isEmpty()) {
            inside.put(Part.API_SERVER.label(), options.ports().of(Part.API_SERVER));
        }
        return inside;
    }

    @Override
    public void close() {
        stop();
    }

    /// Stops everything, in order; a second call waits for the first and does nothing.
    void stop() {
        closing = true;
        gate.writeLock().lock();
        try {
            // What users reach first, then the jobs, then what manages them.
            stop(EnumSet.of(Part.GATEWAY, Part.OPENAI_SERVER, Part.ADMIN_SERVER));
            drain();
            stop(EnumSet.of(Part.BASE_SERVER));
            stop(EnumSet.of(Part.TASKSET, Part.SCHEDULER, Part.CONTROLLER));
            for (AutoCloseable each : embedded) {
                closeQuietly(each);
            }
            embedded.clear();
            stop(EnumSet.of(Part.MARIADB, Part.REDIS));
            Files.deleteIfExists(options.home().state());
            Files.deleteIfExists(options.home().launcher());
            lock.close();
        } catch (IOException e) {
            log.error("the state directory could not be released", e);
        } finally {
            gate.writeLock().unlock();
            health.close();
        }
    }

    private void drain() {
        for (AutoCloseable each : embedded) {
            if (each instanceof EmbeddedCluster cluster && cluster.drain()) {
                LockSupport.parkNanos(SETTLING.toNanos());
            }
        }
    }

    private void stop(EnumSet<Part> wave) {
        var threads = new ArrayList<Thread>();
        for (Part part : wave) {
            Supervised process = supervised.remove(part);
            if (process != null) {
                threads.add(Thread.ofVirtual().start(() -> closeQuietly(process)));
            }
        }
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            log.error("could not be stopped", e);
        }
    }
}
