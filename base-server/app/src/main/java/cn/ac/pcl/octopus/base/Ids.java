package cn.ac.pcl.octopus.base;

import java.security.SecureRandom;
import java.util.UUID;

/** Makes ids. */
public final class Ids {
    private static final SecureRandom RANDOM = new SecureRandom();

    private Ids() {}

    /** 32 hexadecimal digits. */
    public static String random() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    /** The same, but the first is a letter, so that Kubernetes takes it for a name. */
    public static String randomName() {
        return (char) ('a' + RANDOM.nextInt(26)) + random().substring(1);
    }
}
