package cn.ac.pcl.octopus.local.cluster.node;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Gives each pod a loopback address of its own. */
final class PodAddresses {
    private final Map<String, String> byPod = new HashMap<>();
    private final Set<String> taken = new HashSet<>();

    /** The pod's address: the one it had, where it is free. */
    synchronized String of(String uid, @Nullable String before) {
        return byPod.computeIfAbsent(
                uid,
                _ -> {
                    String address = before;
                    int number = Math.floorMod(uid.hashCode(), 0x3f_0000);
                    while (address == null || !taken.add(address)) {
                        number = (number + 1) % 0x3f_0000;
                        address =
                                "127.%d.%d.%d"
                                        .formatted(
                                                64 + (number >> 16),
                                                (number >> 8) & 255,
                                                1 + (number & 255) % 254);
                    }
                    return address;
                });
    }

    synchronized void release(String uid) {
        String address = byPod.remove(uid);
        if (address != null) {
            taken.remove(address);
        }
    }
}
