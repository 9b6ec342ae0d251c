package cn.ac.pcl.octopus.taskset.hook;

import cn.ac.pcl.octopus.taskset.api.LifeHook;

/** Tells a subscriber of one moment. */
interface HookSender {
    /**
     * The subscriber's answer; {@link LifeHook#DONE} when it is told.
     *
     * @throws RuntimeException when it does not answer
     */
    String send(String subscriber, LifeHook hook);
}
