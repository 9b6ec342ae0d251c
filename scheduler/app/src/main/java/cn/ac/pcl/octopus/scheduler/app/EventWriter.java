package cn.ac.pcl.octopus.scheduler.app;

import io.fabric8.kubernetes.api.model.HasMetadata;

/** Tells people what happened to an object, as {@code kubectl describe} shows it. */
interface EventWriter {

    /** What has to do with an event. */
    enum Type {
        NORMAL("Normal"),
        WARNING("Warning");

        private final String text;

        Type(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    void tell(HasMetadata about, Type type, String reason, String message);
}
