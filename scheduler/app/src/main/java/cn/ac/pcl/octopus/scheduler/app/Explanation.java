package cn.ac.pcl.octopus.scheduler.app;

import cn.ac.pcl.octopus.scheduler.core.Reason;
import cn.ac.pcl.octopus.scheduler.core.Resources;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Says why a gang waits in a sentence with its numbers. */
final class Explanation {
    private static final BigDecimal MILLI = BigDecimal.valueOf(1000);
    private static final BigDecimal GIBI = BigDecimal.valueOf(1L << 30);

    private Explanation() {}

    /** One English sentence for the user of the gang. */
    static String of(Reason reason) {
        return switch (reason) {
            case Reason.PoolUnknown(String pool) -> "There is no queue %s.".formatted(pool);
            case Reason.PoolClosed(String pool) -> "The queue %s is closed.".formatted(pool);
            case Reason.GangShort(int members, int minMember) ->
                    "%d of the %d pods that start together are there."
                            .formatted(members, minMember);
            case Reason.NeverFits(
                            String resource,
                            long asked,
                            long available,
                            boolean one,
                            boolean others) ->
                    ((one
                                            ? "One pod asks for %s, and no node of the queue has"
                                                    + " more than %s"
                                            : "The job asks for %s, and all nodes of the queue"
                                                    + " together have %s")
                                    + (others ? " beside what pods of others hold." : "."))
                            .formatted(amount(resource, asked), amount(resource, available));
            case Reason.NoNode(int nodes, String rule, int refused) ->
                    nodes == 0
                            ? "The queue has no nodes."
                            : "None of the %d nodes of the queue is acceptable; %d are refused by %s."
                                    .formatted(nodes, refused, rule);
            case Reason.Quota(var account, String resource, long used, long asked, long limit) ->
                    "%s uses %s and asks for %s; its limit is %s."
                            .formatted(
                                    account,
                                    amount(resource, used),
                                    amount(resource, asked),
                                    amount(resource, limit));
            case Reason.PortTaken(int taken, int fitting, int missing) ->
                    "A host port that a pod asks for is in use on %d nodes with room: %d of %d fit."
                            .formatted(taken, fitting, fitting + missing);
            case Reason.Capacity(String resource, long asked, long free) ->
                    "The job asks for %s; %s are free."
                            .formatted(amount(resource, asked), amount(resource, free));
            case Reason.Fragmented(
                            String resource,
                            long byOne,
                            long free,
                            long largest,
                            int fitting,
                            int missing) ->
                    "%s are free, but at most %s on one node; each pod asks for %s: %d of %d fit."
                            .formatted(
                                    amount(resource, free),
                                    amount(resource, largest),
                                    amount(resource, byOne),
                                    fitting,
                                    fitting + missing);
            case Reason.Reserved(var gang, var until) ->
                    until == null
                            ? "There is room, but it is kept for %s, which came before."
                                    .formatted(gang)
                            : "There is room, but it is kept for %s until %s."
                                    .formatted(gang, until);
            case Reason.NoDomain domain -> noDomain(domain);
            case Reason.PodRule(
                            String rule,
                            String key,
                            int _,
                            int refused,
                            int fitting,
                            int missing) ->
                    "The %s rule on %s refuses %d nodes that have room: %d of %d fit."
                            .formatted(rule, key, refused, fitting, fitting + missing);
            case Reason.MakingRoom(int pods, var until) ->
                    "Room is being made: %d pods of others end at %s at the latest."
                            .formatted(pods, until);
        };
    }

    private static String noDomain(Reason.NoDomain it) {
        if (it.domains() == 0) {
            return "All pods must run in one %s, and no node of the queue has this label."
                    .formatted(it.level());
        }
        String place =
                it.best().isEmpty()
                        ? "the pods that run are not in one."
                        : "%s has room for %d of %d."
                                .formatted(it.best(), it.fitting(), it.needed());
        String never =
                it.ever() < it.needed()
                        ? " Even an empty one holds no more than %d.".formatted(it.ever())
                        : "";
        return "All pods must run in one %s: %s%s".formatted(it.level(), place, never);
    }

    /** An amount with the unit people use: cores, GiB, pieces. */
    static String amount(String resource, long amount) {
        return switch (resource) {
            case Resources.CPU -> plain(BigDecimal.valueOf(amount), MILLI) + " CPU cores";
            case Resources.MEMORY -> plain(BigDecimal.valueOf(amount), GIBI) + " GiB of memory";
            case Resources.PODS -> amount + " pods";
            default -> amount + " " + resource;
        };
    }

    private static String plain(BigDecimal amount, BigDecimal unit) {
        BigDecimal shown = amount.divide(unit, 2, RoundingMode.HALF_UP).stripTrailingZeros();
        return shown.toPlainString();
    }
}
