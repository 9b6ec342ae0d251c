package cn.ac.pcl.octopus.local.platform;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts the first content in, once in the life of a platform: afterwards it is the administrator's
/// to change.
///
/// What fails is tried again, as a service may be busy restarting. The platform is of use without
/// it, too, so that its start waits a while only; the rest goes on beside it, since a cluster may
/// get its first node later.
final class FirstContent implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(FirstContent.class);

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration LONG_PAUSE = Duration.ofSeconds(15);
    private static final Duration SLOW = Duration.ofMinutes(2);
    private static final Duration REFUSED = Duration.ofSeconds(20);

    private final Platform.Options options;
    private final URI gateway;
    private final Secrets secrets;
    private final BooleanSupplier closing;
    private final AtomicReference<@Nullable Thread> rest = new AtomicReference<>();

    /// @param closing says when the platform is being stopped
    FirstContent(Platform.Options options, URI gateway, Secrets secrets, BooleanSupplier closing) {
        this.options = options;
        this.gateway = gateway;
        this.secrets = secrets;
        this.closing = closing;
    }

    /// Puts it in, or says why not yet and goes on by itself.
    void put(Progress progress) throws InterruptedException {
        long began = System.nanoTime();
        while (true) {
            try {
                attempt();
                return;
            } catch (IOException e) {
                if (closing.getAsBoolean()) {
                    throw new InterruptedException("stopped while starting");
                }
                log.warn("The first content is not complete: {}", e.getMessage());
                Duration limit = e instanceof Surface.RefusedException ? REFUSED : SLOW;
                if (System.nanoTime() - began > limit.toNanos()) {
                    progress.line(
                            "octopus", Texts.of("seed.failed", String.valueOf(e.getMessage())));
                    rest.set(Thread.ofVirtual().name("first-content").start(this::goOn));
                    return;
                }
                Waiting.pause(PAUSE);
            }
        }
    }

    private void goOn() {
        String last = "";
        try {
            while (!closing.getAsBoolean()) {
                Waiting.pause(LONG_PAUSE);
                try {
                    attempt();
                    log.info("The first content is complete");
                    return;
                } catch (IOException e) {
                    String text = String.valueOf(e.getMessage());
                    if (!text.equals(last)) {
                        log.warn("The first content is not complete yet: {}", text);
                        last = text;
                    }
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void attempt() throws IOException, InterruptedException {
        Home home = options.home();
        if (Files.exists(home.seeded())) {
            return;
        }
        try (HttpClient http = Surface.client()) {
            new Seed(
                            http,
                            gateway,
                            secrets,
                            options.root().resolve("examples"),
                            home.directory().resolve("scratch"))
                    .sow();
            Files.writeString(home.seeded(), "");
        }
    }

    @Override
    public void close() {
        Thread thread = rest.get();
        if (thread != null) {
            thread.interrupt();
            try {
                thread.join();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
