package cn.ac.pcl.octopus.base.access;

import cn.ac.pcl.octopus.identity.Caller;

/** What a feature knows against a caller, asked before every call. */
public interface CallerCheck {
    /** Whether {@link AllowedTo#outsideWorkspace()} lifts this check. */
    default boolean ofWorkspace() {
        return false;
    }

    /**
     * Passes a caller that is a user or an administrator.
     *
     * @throws cn.ac.pcl.octopus.base.Refusal if the caller may not call
     */
    void check(Caller caller);
}
