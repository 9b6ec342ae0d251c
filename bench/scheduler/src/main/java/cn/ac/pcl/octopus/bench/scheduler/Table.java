package cn.ac.pcl.octopus.bench.scheduler;

import java.io.PrintStream;
import java.util.Locale;

/// Lines of `what, ours, reference`.
final class Table {
    private final PrintStream out;

    Table(PrintStream out) {
        this.out = out;
        line("what", "ours", "reference");
    }

    void line(String what, String ours, String reference) {
        out.printf(Locale.ROOT, "%-46s %24s  %s%n", what, ours, reference);
        out.flush();
    }

    void line(String what, double ours, String reference) {
        line(what, number(ours), reference);
    }

    static String number(double figure) {
        double size = Math.abs(figure);
        return String.format(
                Locale.ROOT, size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f", figure);
    }
}
