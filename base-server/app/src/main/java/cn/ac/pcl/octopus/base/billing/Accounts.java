package cn.ac.pcl.octopus.base.billing;

import cn.ac.pcl.octopus.base.Ids;
import cn.ac.pcl.octopus.base.Refusal;
import cn.ac.pcl.octopus.base.api.BillingApi.RecordQuery;
import cn.ac.pcl.octopus.base.api.ErrorCode;
import cn.ac.pcl.octopus.base.api.PageQuery;
import cn.ac.pcl.octopus.base.api.RunKind;
import cn.ac.pcl.octopus.base.database.Filter;
import cn.ac.pcl.octopus.base.database.Sorting;
import cn.ac.pcl.octopus.base.user.UserCreated;
import cn.ac.pcl.octopus.base.workspace.WorkspaceCreated;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.data.domain.Page;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Accounts and the ledger.
 *
 * <p>Guarantees: a balance is the sum of the postings of its account at every moment that others
 * can see; a run is charged exactly {@code round2(total)} of the last report taken; whatever is
 * delivered twice, late or at once in two processes is charged once.
 */
@Service
public class Accounts {
    private static final BigDecimal LARGEST_RECHARGE = new BigDecimal("1000000");
    private static final Map<String, String> TIMES =
            Map.of("createdAt", "createdAt", "updatedAt", "updatedAt", "amount", "amount");
    private static final Sorting ACCOUNTS = Sorting.by(TIMES, "key.ownerId");
    private static final Sorting PAYMENTS =
            Sorting.by(
                    Map.of(
                            "createdAt", "createdAt",
                            "updatedAt", "updatedAt",
                            "amount", "amount",
                            "startedAt", "startedAt",
                            "endedAt", "endedAt",
                            "status", "status"),
                    "id");
    private static final Sorting RECHARGES =
            Sorting.by(
                    Map.of("createdAt", "createdAt", "updatedAt", "createdAt", "amount", "amount"),
                    "id");

    private final AccountRepository accounts;
    private final PostingRepository postings;
    private final PaymentRepository payments;
    private final Clock clock;

    Accounts(
            AccountRepository accounts,
            PostingRepository postings,
            PaymentRepository payments,
            Clock clock) {
        this.accounts = accounts;
        this.postings = postings;
        this.payments = payments;
        this.clock = clock;
    }

    /**
     * Passes an owner whose balance is above zero.
     *
     * @param otherwise the code of the refusal, for each feature has its own
     * @throws Refusal {@code otherwise}
     */
    @Transactional(readOnly = true)
    public void requireBalance(Owner owner, ErrorCode otherwise) {
        var balance = accounts.amountOf(new Account.Key(owner));
        if (balance.isEmpty() || balance.get().signum() <= 0) {
            throw new Refusal(
                    otherwise,
                    "The balance is %s machine-hours"
                            .formatted(balance.orElse(Money.ZERO).toPlainString()));
        }
    }

    /** What was charged for a run so far. */
    @Transactional(readOnly = true)
    public BigDecimal chargedFor(RunKind kind, String runId) {
        return payments.amountOf(kind, runId).orElse(Money.ZERO);
    }

    /** Books what a run has used, in the transaction of the feature that says so. */
    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    void settle(UsageMetered usage) {
        var account = lock(usage.owner());
        var payment =
                payments.lock(usage.kind(), usage.runId())
                        .orElseGet(() -> new Payment(Ids.random(), usage, clock.instant()));
        var due = payment.take(usage, clock.instant());
        if (due.isEmpty()) {
            return;
        }
        payments.save(payment);
        if (due.get().signum() != 0) {
            post(account, Posting.settle(Ids.random(), usage, due.get(), clock.instant()));
        }
    }

    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    void open(UserCreated created) {
        accounts.save(new Account(Owner.user(created.userId()), clock.instant()));
    }

    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    void open(WorkspaceCreated created) {
        accounts.save(new Account(Owner.workspace(created.workspaceId()), clock.instant()));
    }

    @Transactional
    void recharge(Owner owner, BigDecimal amount) {
        if (amount.signum() == 0 || amount.abs().compareTo(LARGEST_RECHARGE) > 0) {
            throw Refusal.invalid("amount", "is 0 or beyond " + LARGEST_RECHARGE);
        }
        if (amount.stripTrailingZeros().scale() > Money.DECIMALS) {
            throw Refusal.invalid("amount", "has more than two decimals");
        }
        var account = lock(owner);
        if (!account.canTake(amount)) {
            throw Refusal.invalid("amount", "is more than the account can hold");
        }
        post(account, Posting.recharge(Ids.random(), owner, Money.round(amount), clock.instant()));
    }

    @Transactional(readOnly = true)
    Account get(Owner owner) {
        return accounts.findById(new Account.Key(owner)).orElseThrow(Accounts::missing);
    }

    @Transactional(readOnly = true)
    Page<Account> search(Owner.Type type, @Nullable String id, PageQuery query) {
        return accounts.search(type, Filter.exactly(id), ACCOUNTS.page(query));
    }

    @Transactional(readOnly = true)
    Page<Payment> payments(Owner owner, RecordQuery query) {
        return payments.search(
                owner.type(),
                owner.id(),
                Filter.containing(query.searchKey()),
                PAYMENTS.page(query));
    }

    @Transactional(readOnly = true)
    Page<Posting> recharges(Owner owner, RecordQuery query) {
        return postings.search(
                owner.type(), owner.id(), Posting.Kind.RECHARGE, RECHARGES.page(query));
    }

    private Account lock(Owner owner) {
        return accounts.lock(new Account.Key(owner)).orElseThrow(Accounts::missing);
    }

    private void post(Account account, Posting posting) {
        postings.save(posting);
        account.book(posting, clock.instant());
        accounts.save(account);
    }

    private static Refusal missing() {
        return new Refusal(ErrorCode.NOT_FOUND, "There is no such account");
    }
}
