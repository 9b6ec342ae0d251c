package cn.ac.pcl.octopus.local.cluster.server;

import cn.ac.pcl.octopus.local.cluster.ApiServerOptions;
import cn.ac.pcl.octopus.local.cluster.document.Json;
import cn.ac.pcl.octopus.local.cluster.store.BuiltInTypes;
import cn.ac.pcl.octopus.local.cluster.store.ObjectKey;
import cn.ac.pcl.octopus.local.cluster.store.ObjectStore;
import cn.ac.pcl.octopus.local.cluster.store.ResourceType;
import cn.ac.pcl.octopus.local.cluster.store.TypeRegistry;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The running whole: store, HTTP front and control loops. */
public final class ControlPlane implements AutoCloseable {
    private static final List<String> NAMESPACES =
            List.of("default", "kube-system", "kube-public", "kube-node-lease");

    static {
        // Without it the JDK's server waits for the client's acknowledgement before a second write.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final ObjectStore store;
    private final ControlLoop loop;
    private final HttpServer http;
    private final ExecutorService threads;

    private ControlPlane(
            ObjectStore store, ControlLoop loop, HttpServer http, ExecutorService threads) {
        this.store = store;
        this.loop = loop;
        this.http = http;
        this.threads = threads;
    }

    public static ControlPlane start(
            ApiServerOptions options, String token, @Nullable SSLContext security) {
        ObjectStore store = new ObjectStore(options.directory(), options.changeLog());
        try {
            TypeRegistry types = new TypeRegistry(store);
            Objects objects = new Objects(store, types, Clock.systemUTC());
            Deletion deletion = new Deletion(store, objects);
            seed(store, types, objects);
            Router router =
                    new Router(
                            types,
                            store,
                            objects,
                            new Watches(store),
                            new LogRequests(store, options.podLogs()));
            HttpServer http = listen(options.port(), security);
            ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
            http.setExecutor(threads);
            http.createContext("/", new Front(router, token));
            ControlLoop loop = ControlLoop.start(store, types, objects, deletion);
            http.start();
            return new ControlPlane(store, loop, http, threads);
        } catch (IOException e) {
            store.close();
            throw new UncheckedIOException(
                    "Cannot listen on 127.0.0.1:" + options.port() + ": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    private static HttpServer listen(int port, @Nullable SSLContext security) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        if (security == null) {
            return HttpServer.create(address, 1024);
        }
        HttpsServer https = HttpsServer.create(address, 1024);
        https.setHttpsConfigurator(new HttpsConfigurator(security));
        return https;
    }

    public URI address() {
        String scheme = http instanceof HttpsServer ? "https" : "http";
        return URI.create(scheme + "://127.0.0.1:" + http.getAddress().getPort());
    }

    @Override
    public void close() {
        loop.close();
        store.close();
        http.stop(0);
        threads.shutdownNow();
    }

    /** What every cluster has from the start. */
    private static void seed(ObjectStore store, TypeRegistry types, Objects objects) {
        ResourceType type = types.builtIn(BuiltInTypes.NAMESPACES);
        for (String name : NAMESPACES) {
            if (store.get(type.id(), new ObjectKey("", name)).isEmpty()) {
                ObjectNode namespace = Json.object();
                namespace.putObject("metadata").put("name", name);
                objects.create(new Target(type, null, name, ""), namespace, Objects.CONTROL_PLANE);
            }
        }
    }
}
