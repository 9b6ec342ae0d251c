package cn.ac.pcl.octopus.base.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.ac.pcl.octopus.base.Ids;
import cn.ac.pcl.octopus.base.Refusal;
import cn.ac.pcl.octopus.base.api.BillingApi.RecordQuery;
import cn.ac.pcl.octopus.base.api.BillingApi.UserAccountQuery;
import cn.ac.pcl.octopus.base.api.ErrorCode;
import cn.ac.pcl.octopus.base.api.RunKind;
import cn.ac.pcl.octopus.base.testing.ServiceTest;
import cn.ac.pcl.octopus.base.testing.StatementCounter;
import cn.ac.pcl.octopus.base.testing.TestCalls;
import cn.ac.pcl.octopus.identity.Caller;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.transaction.support.TransactionOperations;

@ServiceTest
class AccountsIT {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final TestCalls calls;
    private final Accounts accounts;
    private final PostingRepository postings;
    private final ApplicationEventPublisher events;
    private final TransactionOperations transactions;
    private final String run = Ids.randomName();
    private Caller user = Caller.user("nobody yet", "", "test");

    @Autowired
    AccountsIT(
            TestCalls calls,
            Accounts accounts,
            PostingRepository postings,
            ApplicationEventPublisher events,
            TransactionOperations transactions) {
        this.calls = calls;
        this.accounts = accounts;
        this.postings = postings;
        this.events = events;
        this.transactions = transactions;
    }

    @BeforeEach
    void someUser() {
        user = calls.newUser();
    }

    @Test
    void givesANewUserAnEmptyAccount() {
        var account = calls.get(user, "/billing/mine").json();
        assertThat(account.path("amount").decimalValue()).isEqualByComparingTo("0");
        assertThat(account.path("createdAt").asString()).isNotEmpty();
    }

    @Test
    void rechargesAndTakesAway() {
        assertThat(recharge("10.25").status()).isEqualTo(200);
        assertThat(recharge("-0.05").status()).isEqualTo(200);
        assertThat(balance()).isEqualByComparingTo("10.20");
        var page = Map.of("pageIndex", 1, "pageSize", 10);
        var records = calls.post(user, "/billing/mine/recharges/search", page).json();
        assertThat(records.path("totalSize").asInt()).isEqualTo(2);
        assertThat(records.path("items").path(0).path("amount").decimalValue())
                .isEqualByComparingTo("-0.05");
    }

    @Test
    void refusesAmountsThatAreNone() {
        for (var amount :
                new String[] {"0", "0.00", "0.001", "1000000.01", "-1000001", "null", "1e300"}) {
            assertThat(recharge(amount).code()).as(amount).isEqualTo("invalid-request");
        }
        assertThat(recharge("\"5\"").code()).isEqualTo("unreadable-body");
        assertThat(balance()).isEqualByComparingTo("0");
        assertThat(
                        calls.post(
                                        calls.administrator(),
                                        "/billing/users/ghost/recharge",
                                        Map.of("amount", 5))
                                .code())
                .isEqualTo("not-found");
    }

    @Test
    void chargesTheTotalOfARunOnceHoweverOftenItIsReported() {
        recharge("10");
        report(1, "1.234", false);
        report(1, "1.234", false);
        report(3, "2.5", true);
        report(2, "2", false);
        report(3, "2.5", true);
        report(4, "99", true);
        assertThat(balance()).isEqualByComparingTo("7.50");
        assertThat(accounts.chargedFor(RunKind.TRAIN_JOB, run)).isEqualByComparingTo("2.50");
        assertThat(postings.sum(Owner.Type.USER, user.userId())).isEqualByComparingTo("7.50");
        var payment =
                calls.post(
                                user,
                                "/billing/mine/payments/search",
                                Map.of("pageIndex", 1, "pageSize", 10, "searchKey", "a title"))
                        .json()
                        .path("items")
                        .path(0);
        assertThat(payment.path("Title").asString()).isEqualTo("a title");
        assertThat(payment.path("bizId").asString()).isEqualTo(run);
        assertThat(payment.path("status").asString()).isEqualTo("COMPLETED");
        assertThat(payment.path("amount").decimalValue()).isEqualByComparingTo("2.5");
    }

    @Test
    void booksAReportOnlyIfItsTransactionCommits() {
        assertThatThrownBy(() ->
                        transactions.executeWithoutResult(status -> {
                            events.publishEvent(usage(1, "5", true));
                            throw new IllegalStateException("rolled back");
                        }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(balance()).isEqualByComparingTo("0");
        assertThat(accounts.chargedFor(RunKind.TRAIN_JOB, run)).isEqualByComparingTo("0");
    }

    @Test
    void keepsTheBalanceTheSumOfThePostingsUnderLoad() throws Exception {
        try (var threads = Executors.newFixedThreadPool(6)) {
            var work = new ArrayList<Callable<Void>>();
            for (var i = 1; i <= 30; i++) {
                var sequence = i;
                work.add(() -> {
                    report(sequence, sequence + ".01", sequence == 30);
                    return null;
                });
                work.add(() -> {
                    accounts.recharge(Owner.user(user.userId()), new BigDecimal("1.5"));
                    return null;
                });
            }
            for (var done : threads.invokeAll(work)) {
                done.get();
            }
        }
        report(31, "0", true);
        var charged = accounts.chargedFor(RunKind.TRAIN_JOB, run);
        assertThat(charged).isEqualByComparingTo("30.01");
        assertThat(balance())
                .isEqualByComparingTo(new BigDecimal("45").subtract(charged))
                .isEqualByComparingTo(postings.sum(Owner.Type.USER, user.userId()));
    }

    @Test
    void asksForABalanceAboveZero() {
        var owner = Owner.user(user.userId());
        assertThatThrownBy(() -> accounts.requireBalance(owner, ErrorCode.TRAINING_NO_BALANCE))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal ->
                                assertThat(refusal.code())
                                        .isEqualTo(ErrorCode.TRAINING_NO_BALANCE));
        recharge("0.01");
        accounts.requireBalance(owner, ErrorCode.TRAINING_NO_BALANCE);
    }

    @Test
    void sendsAConstantNumberOfStatementsForAPage() throws Exception {
        recharge("1");
        recharge("2");
        report(1, "1", false);
        var owner = Owner.user(user.userId());
        for (var size : new int[] {1, 50}) {
            var query = new RecordQuery(1, size, null, null, null);
            assertThat(StatementCounter.count(() -> accounts.payments(owner, query)))
                    .isLessThanOrEqualTo(2);
            assertThat(StatementCounter.count(() -> accounts.recharges(owner, query)))
                    .isLessThanOrEqualTo(2);
            var all = new UserAccountQuery(1, size, null, null, null);
            assertThat(StatementCounter.count(() -> accounts.search(Owner.Type.USER, null, all)))
                    .isLessThanOrEqualTo(2);
        }
    }

    private UsageMetered usage(long sequence, String total, boolean ended) {
        return new UsageMetered(
                Owner.user(user.userId()),
                RunKind.TRAIN_JOB,
                run,
                "a title",
                sequence,
                new BigDecimal(total),
                NOW,
                NOW,
                ended);
    }

    private void report(long sequence, String total, boolean ended) {
        transactions.executeWithoutResult(
                status -> events.publishEvent(usage(sequence, total, ended)));
    }

    private TestCalls.Answer recharge(String amount) {
        return calls.post(
                calls.administrator(),
                "/billing/users/" + user.userId() + "/recharge",
                "{\"amount\": " + amount + "}");
    }

    private BigDecimal balance() {
        return calls.get(user, "/billing/mine").json().path("amount").decimalValue();
    }
}
