package cn.ac.pcl.octopus.base.storage;

import cn.ac.pcl.octopus.base.tasks.BackgroundTasks;
import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Component;

/** Takes orders. They are part of the transaction in which they are given. */
@Component
public class ContentOrders {
    private final BackgroundTasks tasks;

    ContentOrders(BackgroundTasks tasks) {
        this.tasks = tasks;
    }

    /** Has the work done soon; the owner named in the order hears how it ends. */
    public void give(ContentOrder order) {
        tasks.schedule(ContentWork.NAME, order.name(), order);
    }

    /** Has uploaded or packed objects removed. */
    public void removeObjects(String prefix) {
        removeObjects(prefix, Duration.ZERO);
    }

    /** Has uploaded or packed objects removed after a time. */
    public void removeObjects(String prefix, Duration after) {
        remove(new ContentRemoval.Leftover("", List.of(prefix)), after);
    }

    /** Has a directory and objects removed, the directory when no job mounts it any more. */
    public void remove(VolumePath place, String... prefixes) {
        remove(new ContentRemoval.Leftover(place.text(), List.of(prefixes)), Duration.ZERO);
    }

    private void remove(ContentRemoval.Leftover leftover, Duration after) {
        tasks.schedule(ContentRemoval.NAME, leftover.name(), leftover, after);
    }
}
