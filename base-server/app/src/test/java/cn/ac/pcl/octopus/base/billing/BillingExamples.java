package cn.ac.pcl.octopus.base.billing;

import cn.ac.pcl.octopus.base.Ids;
import cn.ac.pcl.octopus.base.api.RunKind;
import cn.ac.pcl.octopus.base.testing.OwnershipExamples;
import cn.ac.pcl.octopus.identity.Caller;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Owner, workspace and somebody else have each paid once and been recharged once. */
@Component
class BillingExamples implements OwnershipExamples {
    private static final Map<String, Integer> PAGE = Map.of("pageIndex", 1, "pageSize", 99);
    private static final Map<String, Integer> RECHARGE = Map.of("amount", 5);

    private final ApplicationEventPublisher events;
    private final TransactionOperations transactions;
    private final Clock clock;
    private final Map<Scene, List<Mark>> payments = new HashMap<>();
    private final Map<Scene, List<Mark>> recharges = new HashMap<>();

    BillingExamples(
            ApplicationEventPublisher events, TransactionOperations transactions, Clock clock) {
        this.events = events;
        this.transactions = transactions;
        this.clock = clock;
    }

    @Override
    public void describe(Book book) {
        book.add("GET /billing/mine", s -> Example.plain())
                .add("POST /billing/mine/payments/search", this::payments)
                .add("POST /billing/mine/recharges/search", this::recharges)
                .add("GET /billing/workspace", s -> Example.plain())
                .add("POST /billing/workspace/payments/search", this::payments)
                .add("POST /billing/workspace/recharges/search", this::recharges)
                .add(
                        "POST /billing/users/search",
                        s -> account("userId", "the owner", s.owner().userId()))
                .add(
                        "POST /billing/workspaces/search",
                        s -> account("spaceId", "the workspace", s.workspaceId()))
                .add(
                        "POST /billing/users/{userId}/recharge",
                        s -> Example.of(Map.of("userId", s.owner().userId()), RECHARGE))
                .add(
                        "POST /billing/workspaces/{spaceId}/recharge",
                        s -> Example.of(Map.of("spaceId", s.workspaceId()), RECHARGE));
        read(book);
    }

    private void read(Book book) {
        book.read("GET /billing/mine", (s, n) -> Reading.one(s.owner(), Example.plain()))
                .read(
                        "POST /billing/mine/payments/search",
                        (s, n) -> {
                            for (int i = 0; i < n; i++) {
                                pay(Owner.user(s.owner().userId()));
                            }
                            return Reading.page(s.owner(), n);
                        })
                .read(
                        "POST /billing/mine/recharges/search",
                        (s, n) -> {
                            for (int i = 0; i < n; i++) {
                                recharge(s, "users/" + s.owner().userId());
                            }
                            return Reading.page(s.owner(), n);
                        })
                .read("GET /billing/workspace", (s, n) -> Reading.one(s.owner(), Example.plain()))
                .read(
                        "POST /billing/workspace/payments/search",
                        (s, n) -> {
                            for (int i = 0; i < n; i++) {
                                pay(Owner.workspace(s.workspaceId()));
                            }
                            return Reading.page(s.owner(), n);
                        })
                .read(
                        "POST /billing/workspace/recharges/search",
                        (s, n) -> {
                            for (int i = 0; i < n; i++) {
                                recharge(s, "workspaces/" + s.workspaceId());
                            }
                            return Reading.page(s.owner(), n);
                        })
                .read("POST /billing/users/search", (s, n) -> Reading.page(s.administrator(), n))
                .read(
                        "POST /billing/workspaces/search",
                        (s, n) -> {
                            for (int i = 0; i < n; i++) {
                                s.calls().newWorkspace(s.owner());
                            }
                            return Reading.page(s.administrator(), n);
                        });
    }

    private static Example account(String filter, String name, String id) {
        return Example.of(Map.of("pageIndex", 1, "pageSize", 9, filter, id))
                .seeking(List.of(new Mark(name, id)));
    }

    private Example payments(Scene scene) {
        return Example.of(PAGE)
                .seeking(
                        payments.computeIfAbsent(
                                scene,
                                s ->
                                        List.of(
                                                new Mark("owner's", pay(account(s.owner()))),
                                                new Mark(
                                                        "workspace's",
                                                        pay(Owner.workspace(s.workspaceId()))),
                                                new Mark("other's", pay(account(s.other()))))));
    }

    private Example recharges(Scene scene) {
        return Example.of(PAGE)
                .seeking(
                        recharges.computeIfAbsent(
                                scene,
                                s ->
                                        List.of(
                                                new Mark("owner's", recharged(s, s.owner())),
                                                new Mark("workspace's", rechargedWorkspace(s)),
                                                new Mark("other's", recharged(s, s.other())))));
    }

    private static Owner account(Caller user) {
        return Owner.user(user.userId());
    }

    /** The id of the run that was paid. */
    private String pay(Owner owner) {
        var run = Ids.randomName();
        var now = clock.instant();
        transactions.executeWithoutResult(status ->
                events.publishEvent(
                        new UsageMetered(
                                owner,
                                RunKind.TRAIN_JOB,
                                run,
                                "a title",
                                1,
                                BigDecimal.ONE,
                                now,
                                now,
                                true)));
        return run;
    }

    private static void recharge(Scene s, String account) {
        s.calls().post(s.administrator(), "/billing/" + account + "/recharge", RECHARGE);
    }

    private static String recharged(Scene s, Caller user) {
        recharge(s, "users/" + user.userId());
        return newest(s, user, "mine");
    }

    private static String rechargedWorkspace(Scene s) {
        recharge(s, "workspaces/" + s.workspaceId());
        return newest(s, s.owner(), "workspace");
    }

    private static String newest(Scene s, Caller caller, String account) {
        return s.calls()
                .post(caller, "/billing/" + account + "/recharges/search", PAGE)
                .json()
                .at("/items/0/id")
                .asString();
    }
}
