package cn.ac.pcl.octopus.scheduler.app;

import java.time.Duration;

/** Work that is done one piece after the other, in the order in which it came. */
interface Desk {

    /** Does this after a while. */
    void post(Duration after, Runnable work);

    /** Does this after all that came before. */
    default void post(Runnable work) {
        post(Duration.ZERO, work);
    }
}
