package cn.ac.pcl.octopus.identity;

/**
 * A secret of the configuration. Whoever prints what holds it, a failure report or a log, prints
 * nothing of it.
 *
 * @param text the secret itself
 */
public record Secret(String text) {

    /** Says that there is one, and no more. */
    @Override
    public String toString() {
        return "***";
    }
}
