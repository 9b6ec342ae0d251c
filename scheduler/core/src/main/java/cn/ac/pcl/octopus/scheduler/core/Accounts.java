package cn.ac.pcl.octopus.scheduler.core;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The accounts of one pool, as a tree: workspaces, those under them, and their users.
///
/// What a pod uses counts on the account of its gang's user and on all above it. What that costs
/// depends on the depth of the tree, not on the number of accounts.
final class Accounts {
    private static final Usage NOTHING = new Usage();

    private final Pool pool;
    private final Nodes nodes;
    private final UndoLog undo;
    private final Duration halfLife;
    private final TreeMap<AccountId, Account> byId = new TreeMap<>();

    /// Those whose use may have changed since the past was settled.
    private final Set<Account> touched = new HashSet<>();

    private long[] capacity = {};
    private int capacityOfPool = -1;
    private long capacityOfNodes = -1;
    private long capacityVersion;

    Accounts(Pool pool, Nodes nodes, UndoLog undo, Duration halfLife) {
        this.pool = pool;
        this.nodes = nodes;
        this.undo = undo;
        this.halfLife = halfLife;
    }

    // ---- facts

    List<Quota> quotas() {
        List<Quota> quotas = new ArrayList<>();
        for (Account account : byId.values()) {
            if (account.quota != null) {
                quotas.add(account.quota);
            }
        }
        return quotas;
    }

    List<PastUse> pastUses() {
        List<PastUse> uses = new ArrayList<>();
        for (Account account : byId.values()) {
            PastUse use = account.pastUse(pool.name, nodes.symbols);
            if (use != null) {
                uses.add(use);
            }
        }
        return uses;
    }

    void restore(PastUse use) {
        if (halfLife.isPositive()) {
            Account account = of(use.account());
            account.restore(use, nodes.symbols, undo);
            nodes.fitStride();
            undo.add(touched, account);
        }
    }

    /// What each account has, by name.
    List<Share> shares(Instant now) {
        List<Share> shares = new ArrayList<>();
        for (Account account : byId.values()) {
            TreeMap<String, Long> used = new TreeMap<>();
            TreeMap<String, Long> borrowed = new TreeMap<>();
            Resources promised = account.quota == null ? Resources.NONE : account.quota.guarantee();
            for (int r = 0; r < nodes.symbols.size(); r++) {
                String name = nodes.symbols.name(r);
                used.put(name, account.used.of(r));
                if (promised.amount(name) > 0) {
                    borrowed.put(name, account.used.of(r) - promised.amount(name));
                }
            }
            shares.add(
                    new Share(
                            account.id,
                            Resources.of(used),
                            Resources.of(borrowed),
                            share(account, now) / Account.STEPS));
        }
        return shares;
    }

    // ---- the tree

    /// The account of a gang's owner.
    Account of(Owner owner) {
        return of(AccountId.of(owner));
    }

    private Account of(AccountId id) {
        Account known = byId.get(id);
        if (known != null) {
            return known;
        }
        Account account = new Account(id);
        account.parent = id.user() == null ? null : of(AccountId.workspace(id.workspace()));
        undo.put(byId, id, account);
        return account;
    }

    @Nullable Account find(AccountId id) {
        return byId.get(id);
    }

    void change(Quota quota) {
        Account account = of(quota.account());
        set(account, quota);
    }

    void remove(AccountId id) {
        Account account = byId.get(id);
        if (account != null) {
            set(account, null);
        }
    }

    private void set(Account account, @Nullable Quota quota) {
        Quota before = account.quota;
        if (Objects.equals(before, quota)) {
            return;
        }
        undo.log(() -> account.setQuota(before, nodes.symbols));
        account.setQuota(quota, nodes.symbols);
        nodes.fitStride();
        if (!Objects.equals(declaredParent(before), declaredParent(quota))) {
            rebuild();
        }
        pool.lines.wakeAll();
    }

    private static @Nullable String declaredParent(@Nullable Quota quota) {
        return quota == null || quota.account().user() != null ? null : quota.parent();
    }

    /// Hangs every workspace where it belongs, and adds up anew.
    private void rebuild() {
        List<Account> workspaces =
                byId.values().stream().filter(it -> it.id.user() == null).toList();
        for (Account account : workspaces) {
            String parent = declaredParent(account.quota);
            hang(account, parent == null || loops(account) ? null : parent);
        }
        List<Account> all = List.copyOf(byId.values());
        for (Account account : all) {
            if (account.id.user() == null) {
                Usage before = account.used;
                undo.log(() -> account.recount(before));
                account.recount(new Usage());
            }
        }
        for (Account user : all) {
            if (user.id.user() != null) {
                for (Account above = user.parent; above != null; above = above.parent) {
                    above.used.add(user.used);
                }
            }
        }
        all.forEach(this::touch);
    }

    private void hang(Account account, @Nullable String parent) {
        Account before = account.parent;
        undo.log(() -> account.parent = before);
        account.parent = parent == null ? null : of(AccountId.workspace(parent));
    }

    /// True when the declared parents of a workspace lead back to it.
    private boolean loops(Account account) {
        Set<String> seen = new HashSet<>();
        String at = declaredParent(account.quota);
        while (at != null && seen.add(at)) {
            if (at.equals(account.id.workspace())) {
                return true;
            }
            Account above = byId.get(AccountId.workspace(at));
            at = above == null ? null : declaredParent(above.quota);
        }
        return false;
    }

    // ---- use

    /// Notes that the use of an account and of those above it is not what it was.
    void touch(Account account) {
        if (halfLife.isPositive()) {
            for (Account above = account; above != null; above = above.parent) {
                undo.add(touched, above);
            }
        }
    }

    /// Wakes the lines that a limit kept waiting and that are within it now.
    void relieve(Account account) {
        for (Account above = account; above != null; above = above.parent) {
            if (!above.blocked.isEmpty()) {
                for (Line line : List.copyOf(above.blocked)) {
                    Usage asked = line.gangs.first().demand();
                    Reason.Quota other = line.account.exceeded(asked, nodes.symbols);
                    if (other == null) {
                        pool.lines.wake(line);
                    } else if (!other.account().equals(above.id)) {
                        pool.lines.block(line, of(other.account()));
                    }
                }
            }
        }
    }

    /// Adds to the past of each account what it used until now, where its use has changed.
    void settle(Instant now) {
        for (Account account : List.copyOf(touched)) {
            if (account.unsettled()) {
                account.settle(now, halfLife, undo);
            }
            undo.remove(touched, account);
        }
    }

    // ---- shares

    /// How much an account has for its weight, in whole steps: comparable among all of the pool.
    long share(Account account, Instant now) {
        weigh();
        return account.share(now, halfLife, capacity, capacityVersion);
    }

    /// What decides about a gang's turn, from the topmost account down: 0 within its guarantee and
    /// 1 beyond it, then its share.
    long[] ranks(Gang gang, Instant now) {
        Account own = gang.account;
        int depth = 0;
        boolean guaranteed = false;
        for (Account account = own; account != null; account = account.parent) {
            depth++;
            guaranteed |= account.guaranteed();
        }
        long[] ranks = new long[2 * Math.max(1, depth)];
        Usage demand = guaranteed ? gang.demand() : NOTHING;
        boolean starts = gang.need() > 0;
        int at = ranks.length;
        for (Account account = own; account != null; account = account.parent) {
            ranks[--at] = share(account, now);
            ranks[--at] = starts && guaranteed && account.covers(account.used, demand) ? 0 : 1;
        }
        return ranks;
    }

    /// Adds up what the nodes of the pool have, if that has changed.
    private void weigh() {
        if (capacityOfPool == pool.version() && capacityOfNodes == nodes.allocations()) {
            return;
        }
        capacityOfPool = pool.version();
        capacityOfNodes = nodes.allocations();
        capacityVersion++;
        capacity = new long[nodes.symbols.size()];
        for (int slot : pool.members()) {
            for (int r = 0; r < capacity.length; r++) {
                capacity[r] += nodes.total(slot, r);
            }
        }
    }
}
