package cn.ac.pcl.octopus.local.platform;

import java.io.PrintStream;

/// Says in one line each what has become ready, with the seconds since the start.
final class Progress {

    private final PrintStream out;
    private final long began = System.nanoTime();

    Progress(PrintStream out) {
        this.out = out;
    }

    double seconds() {
        return (System.nanoTime() - began) / 1e9;
    }

    void ready(String name, String where) {
        line(name, Texts.of("progress.ready", where));
    }

    synchronized void line(String name, String text) {
        out.printf("%6.1f s  %-14s %s%n", seconds(), name, text);
        out.flush();
    }

    synchronized void say(String text) {
        out.println(text);
        out.flush();
    }
}
