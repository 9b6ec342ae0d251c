package cn.ac.pcl.octopus.controller.crd;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The definitions that a cluster needs before the first of our resources, as YAML. */
public final class CustomResourceDefinitions {

    private static final List<String> FILES =
            List.of("jobs.yaml", "podgroups.yaml", "queues.yaml", "commands.yaml");

    private CustomResourceDefinitions() {}

    /** One YAML document each; server-side apply them in any order. */
    public static List<String> yaml() {
        return FILES.stream().map(CustomResourceDefinitions::read).toList();
    }

    private static String read(String file) {
        try (InputStream in =
                CustomResourceDefinitions.class.getResourceAsStream("/crds/" + file)) {
            if (in == null) {
                throw new IllegalStateException("the class path lacks crds/" + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
