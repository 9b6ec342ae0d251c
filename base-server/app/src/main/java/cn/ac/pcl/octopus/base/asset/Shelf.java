package cn.ac.pcl.octopus.base.asset;

import cn.ac.pcl.octopus.base.api.Page;
import cn.ac.pcl.octopus.base.api.VersionNumber;
import cn.ac.pcl.octopus.base.asset.AssetSearch.Scope;
import cn.ac.pcl.octopus.base.database.Filter;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.TypedQuery;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Pageable;

/**
 * The rows of one kind of asset: the only place with queries. The three kinds have tables of their
 * own and the same columns, so a query is written once with the entity's name left open. Nothing
 * that a request brings becomes part of a query's text.
 */
final class Shelf<A extends Asset, V extends AssetVersion, S extends AssetShare> {
    private final EntityManager entities;
    private final AssetKind<A, V, S> kind;
    private final String asset;
    private final String version;
    private final String share;

    Shelf(EntityManager entities, AssetKind<A, V, S> kind) {
        this.entities = entities;
        this.kind = kind;
        this.asset = kind.entities().asset().getSimpleName();
        this.version = kind.entities().version().getSimpleName();
        this.share = kind.entities().share().getSimpleName();
    }

    void add(Object row) {
        entities.persist(row);
    }

    void flush() {
        entities.flush();
    }

    Optional<A> find(String id) {
        return first(
                entities.createQuery(
                                "select a from %s a where a.id = :id and a.deletedAt = 0"
                                        .formatted(asset),
                                kind.entities().asset())
                        .setParameter("id", id));
    }

    List<A> assets(Collection<String> ids) {
        return ids.isEmpty()
                ? List.of()
                : entities.createQuery(
                                "select a from %s a where a.id in :ids and a.deletedAt = 0"
                                        .formatted(asset),
                                kind.entities().asset())
                        .setParameter("ids", ids)
                        .getResultList();
    }

    /** Deleted ones too. */
    List<A> assetsEver(Collection<String> ids) {
        return ids.isEmpty()
                ? List.of()
                : entities.createQuery(
                                "select a from %s a where a.id in :ids".formatted(asset),
                                kind.entities().asset())
                        .setParameter("ids", ids)
                        .getResultList();
    }

    Optional<V> find(VersionKey key) {
        return first(byKey(key));
    }

    /** The same, and nobody else changes it until the transaction ends. */
    Optional<V> findForChange(VersionKey key) {
        return first(byKey(key).setLockMode(LockModeType.PESSIMISTIC_WRITE));
    }

    /** The same, and nobody changes it until the transaction ends. */
    Optional<V> findForUse(VersionKey key) {
        return first(byKey(key).setLockMode(LockModeType.PESSIMISTIC_READ));
    }

    private TypedQuery<V> byKey(VersionKey key) {
        return entities.createQuery(
                        "select v from %s v where v.key = :key and v.deletedAt = 0"
                                .formatted(version),
                        kind.entities().version())
                .setParameter("key", key);
    }

    List<V> versions(String assetId) {
        return ofAsset(assetId).getResultList();
    }

    /** The same, and nobody else changes or uses them until the transaction ends. */
    List<V> versionsForChange(String assetId) {
        return ofAsset(assetId).setLockMode(LockModeType.PESSIMISTIC_WRITE).getResultList();
    }

    private TypedQuery<V> ofAsset(String assetId) {
        return entities.createQuery(
                        """
                        select v from %s v where v.key.assetId = :id and v.deletedAt = 0
                        """
                                .formatted(version),
                        kind.entities().version())
                .setParameter("id", assetId);
    }

    List<V> versions(Collection<VersionKey> keys) {
        return keys.isEmpty()
                ? List.of()
                : entities.createQuery(
                                "select v from %s v where v.key in :keys".formatted(version),
                                kind.entities().version())
                        .setParameter("keys", keys)
                        .getResultList();
    }

    /**
     * A page of an asset's versions, newest first.
     *
     * @param sharedWith only those shared with this workspace, unless null
     */
    Page<V> versions(
            String assetId,
            @Nullable String sharedWith,
            @Nullable ContentState state,
            Pageable page) {
        var where =
                new StringBuilder(
                        " from %s v where v.key.assetId = :id and v.deletedAt = 0"
                                .formatted(version));
        var values = new HashMap<String, Object>(Map.of("id", assetId));
        if (sharedWith != null) {
            where.append(
                    """
                     and exists (select 1 from %s s where s.key.assetId = v.key.assetId
                     and s.key.version = v.key.version and s.key.spaceId = :space)
                    """
                            .formatted(share));
            values.put("space", sharedWith);
        }
        if (state != null) {
            where.append(" and v.content.state = :state");
            values.put("state", state);
        }
        return page(
                "v",
                where.toString(),
                " order by v.key.version desc",
                values,
                kind.entities().version(),
                page);
    }

    /** A page of assets. */
    Page<A> search(AssetSearch search, Pageable page) {
        var values = new HashMap<String, Object>();
        var where = new ArrayList<String>(List.of("a.deletedAt = 0", scope(search.scope())));
        if (search.scope() != Scope.PRESET) {
            given(where, values, "a.userId = :user", "user", Filter.exactly(search.userId()));
        }
        if (search.scope() == Scope.MINE || search.scope() == Scope.USERS) {
            given(where, values, "a.spaceId = :space", "space", Filter.exactly(search.spaceId()));
        } else if (search.spaceId() != null) {
            values.put("space", search.spaceId());
        }
        given(
                where,
                values,
                search.inDescription()
                        ? "(a.name like :key escape '!' or a.description like :key escape '!')"
                        : "a.name like :key escape '!'",
                "key",
                Filter.containing(search.key()));
        given(where, values, "a.createdAt >= :from", "from", search.createdFrom());
        given(where, values, "a.createdAt < :before", "before", search.createdBefore());
        var shown = search.version();
        if (shown != null) {
            given(where, values, shownIs(search.scope()), "version", shown.number());
        }
        return page(
                "a",
                " from %s a where ".formatted(asset) + String.join(" and ", where),
                order(page),
                values,
                kind.entities().asset(),
                page);
    }

    private String scope(Scope scope) {
        return switch (scope) {
            case PRESET -> "a.preset = true";
            case MINE, USERS -> "a.preset = false";
            case SHARED ->
                    """
                    a.preset = false and exists (select 1 from %s s
                    where s.key.assetId = a.id and s.key.spaceId = :space)
                    """
                            .formatted(share);
        };
    }

    private String shownIs(Scope scope) {
        return scope == Scope.SHARED
                ? """
                (select max(s.key.version) from %s s
                where s.key.assetId = a.id and s.key.spaceId = :space) = :version
                """
                        .formatted(share)
                : "a.latestVersion = :version";
    }

    private static void given(
            List<String> where,
            Map<String, Object> values,
            String condition,
            String name,
            @Nullable Object value) {
        if (value != null) {
            where.add(condition);
            values.put(name, value);
        }
    }

    /** The keys come from a feature's table of sort keys, never from a request. */
    private static String order(Pageable page) {
        return page.getSort().stream()
                .map(key -> "a." + key.getProperty() + (key.isAscending() ? " asc" : " desc"))
                .collect(Collectors.joining(", ", " order by ", ""));
    }

    private <R> Page<R> page(
            String row,
            String from,
            String order,
            Map<String, Object> values,
            Class<R> type,
            Pageable page) {
        var rows = entities.createQuery("select " + row + from + order, type);
        var count = entities.createQuery("select count(" + row + ")" + from, Long.class);
        values.forEach((name, value) -> {
            rows.setParameter(name, value);
            count.setParameter(name, value);
        });
        var items =
                rows.setFirstResult(Math.toIntExact(Math.min(page.getOffset(), Integer.MAX_VALUE)))
                        .setMaxResults(page.getPageSize())
                        .getResultList();
        return new Page<>(count.getSingleResult(), items);
    }

    /** Highest version of each asset that is shared with a workspace. */
    Map<String, VersionNumber> latestShared(Collection<String> assetIds, String spaceId) {
        if (assetIds.isEmpty()) {
            return Map.of();
        }
        return entities.createQuery(
                        """
                        select s.key.assetId, max(s.key.version) from %s s
                        where s.key.assetId in :ids and s.key.spaceId = :space
                        group by s.key.assetId
                        """
                                .formatted(share),
                        Object[].class)
                .setParameter("ids", assetIds)
                .setParameter("space", spaceId)
                .getResultStream()
                .collect(
                        Collectors.toMap(
                                row -> (String) row[0],
                                row -> new VersionNumber(((Number) row[1]).intValue())));
    }

    /** Shares of an asset, with all workspaces. */
    List<S> shares(String assetId) {
        return entities.createQuery(
                        "select s from %s s where s.key.assetId = :id".formatted(share),
                        kind.entities().share())
                .setParameter("id", assetId)
                .getResultList();
    }

    /** Versions of an asset that are shared with a workspace. */
    List<Integer> sharedVersions(String assetId, String spaceId) {
        return entities.createQuery(
                        """
                        select s.key.version from %s s
                        where s.key.assetId = :id and s.key.spaceId = :space
                        """
                                .formatted(share),
                        Integer.class)
                .setParameter("id", assetId)
                .setParameter("space", spaceId)
                .getResultList();
    }

    boolean isShared(ShareKey key) {
        return entities.find(kind.entities().share(), key) != null;
    }

    void removeShare(ShareKey key) {
        var found = entities.find(kind.entities().share(), key);
        if (found != null) {
            entities.remove(found);
        }
    }

    void removeShares(String assetId) {
        entities.createQuery("delete from %s s where s.key.assetId = :id".formatted(share))
                .setParameter("id", assetId)
                .executeUpdate();
    }

    void removeShares(VersionKey key) {
        entities.createQuery(
                        """
                        delete from %s s
                        where s.key.assetId = :id and s.key.version = :version
                        """
                                .formatted(share))
                .setParameter("id", key.assetId())
                .setParameter("version", key.version())
                .executeUpdate();
    }

    /** Stores progress beside the row's revision, which only moves of the state raise. */
    void progressed(VersionKey key, int attempt, int percent) {
        entities.createQuery(
                        """
                        update %s v set v.content.progress = :percent
                        where v.key = :key and v.content.attempt = :attempt
                          and v.content.state = :working and v.deletedAt = 0
                        """
                                .formatted(version))
                .setParameter("percent", percent)
                .setParameter("key", key)
                .setParameter("attempt", attempt)
                .setParameter("working", ContentState.WORKING)
                .executeUpdate();
    }

    private static <R> Optional<R> first(TypedQuery<R> query) {
        return query.getResultList().stream().findFirst();
    }
}
