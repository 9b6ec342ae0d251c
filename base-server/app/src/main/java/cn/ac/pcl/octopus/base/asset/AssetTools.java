package cn.ac.pcl.octopus.base.asset;

import cn.ac.pcl.octopus.base.storage.ContentOrders;
import cn.ac.pcl.octopus.base.storage.ObjectStore;
import cn.ac.pcl.octopus.base.storage.SharedVolume;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.support.DataAccessUtils;
import org.springframework.dao.support.PersistenceExceptionTranslator;
import org.springframework.orm.jpa.vendor.HibernateJpaDialect;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What the life of every kind of asset needs, and the only way to begin one. */
@Component
public class AssetTools {
    private static final RetryTemplate OVERTAKEN =
            new RetryTemplate(
                    RetryPolicy.builder()
                            .includes(ConcurrencyFailureException.class)
                            .maxRetries(5)
                            .delay(Duration.ofMillis(10))
                            .jitter(Duration.ofMillis(10))
                            .multiplier(2)
                            .build());
    private static final PersistenceExceptionTranslator TRANSLATION = new HibernateJpaDialect();

    private final EntityManager entities;
    private final TransactionTemplate transactions;
    private final ObjectStore store;
    private final SharedVolume volume;
    private final ContentOrders orders;
    private final Clock clock;

    AssetTools(
            EntityManager entities,
            PlatformTransactionManager transactions,
            ObjectStore store,
            SharedVolume volume,
            ContentOrders orders,
            Clock clock) {
        this.entities = entities;
        this.transactions = new TransactionTemplate(transactions);
        this.store = store;
        this.volume = volume;
        this.orders = orders;
        this.clock = clock;
    }

    /** The life of a kind of asset. */
    public <A extends Asset, V extends AssetVersion, S extends AssetShare> AssetLife<A, V, S> life(
            AssetKind<A, V, S> kind) {
        return new AssetLife<>(kind, this);
    }

    EntityManager entities() {
        return entities;
    }

    ObjectStore store() {
        return store;
    }

    SharedVolume volume() {
        return volume;
    }

    ContentOrders orders() {
        return orders;
    }

    Instant now() {
        return clock.instant();
    }

    /**
     * Does work in a transaction, and again in a new one when somebody else changed the same rows
     * meanwhile: requests and background tasks meet on a version. Inside a transaction there is
     * nothing to repeat; the outermost caller does.
     *
     * @throws ConcurrencyFailureException when others were faster every time
     */
    <R> R inTransaction(Supplier<R> work) {
        return TransactionSynchronizationManager.isActualTransactionActive()
                ? once(work)
                : OVERTAKEN.invoke(() -> once(work));
    }

    private <R> R once(Supplier<R> work) {
        return Objects.requireNonNull(
                transactions.execute(_ -> {
                    try {
                        return work.get();
                    } catch (PersistenceException e) {
                        throw DataAccessUtils.translateIfNecessary(e, TRANSLATION);
                    }
                }));
    }

    /** Values by id, without those that are null. */
    static <T, R> Map<String, R> byId(
            Collection<T> of, Function<T, String> id, Function<T, @Nullable R> value) {
        var found = new HashMap<String, R>();
        for (var each : of) {
            var its = value.apply(each);
            if (its != null) {
                found.put(id.apply(each), its);
            }
        }
        return found;
    }

    static <T, R> Set<R> set(Collection<T> of, Function<T, R> change) {
        var found = new HashSet<R>();
        of.forEach(each -> found.add(change.apply(each)));
        return found;
    }
}
