package cn.ac.pcl.octopus.base.asset;

import cn.ac.pcl.octopus.base.storage.ContentOrder;
import cn.ac.pcl.octopus.base.storage.ContentOwner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the versions of one kind how the work on their content ends. Every feature has one bean of
 * it. A move of the state is stored only for the order that the version waits for.
 */
public final class AssetContent<A extends Asset, V extends AssetVersion, S extends AssetShare>
        implements ContentOwner {
    private static final Logger log = LoggerFactory.getLogger(AssetContent.class);

    private final AssetLife<A, V, S> life;
    private final AssetTools tools;
    private final Packing<V> packing;

    /** Hears of zips that are made for download of a version that is ready. */
    public interface Packing<V> {
        /** A zip is there. */
        default void packed(V version, ContentOrder order) {}

        /** A zip cannot be made; it may be ordered again. */
        default void notPacked(V version, ContentOrder order) {}
    }

    /** The content of versions whose zips need not be remembered. */
    public AssetContent(AssetLife<A, V, S> life, AssetTools tools) {
        this(life, tools, new Packing<>() {});
    }

    public AssetContent(AssetLife<A, V, S> life, AssetTools tools, Packing<V> packing) {
        this.life = life;
        this.tools = tools;
        this.packing = packing;
    }

    @Override
    public String name() {
        return life.kind().name();
    }

    @Override
    public Fate fate(ContentOrder order) {
        return tools.inTransaction(() ->
                life.shelf()
                        .find(key(order))
                        .map(version -> fate(version, order))
                        .orElse(Fate.GONE));
    }

    @Override
    public String userOf(ContentOrder order) {
        return tools.inTransaction(
                () -> life.shelf().find(order.id()).map(Asset::userId).orElse(""));
    }

    private Fate fate(V version, ContentOrder order) {
        var content = version.content();
        boolean wanted =
                order.action() == ContentOrder.Action.PACK
                        ? content.state() == ContentState.READY
                        : content.state() == ContentState.WORKING
                                && content.attempt() == order.attempt();
        return wanted ? Fate.WANTED : Fate.SETTLED;
    }

    @Override
    public void progressed(ContentOrder order, int percent) {
        if (order.action() != ContentOrder.Action.PACK) {
            tools.inTransaction(() -> {
                life.shelf().progressed(key(order), order.attempt(), percent);
                return order;
            });
        }
    }

    @Override
    public void hindered(ContentOrder order, String reason) {
        tools.inTransaction(() -> {
            life.shelf()
                    .findForChange(key(order))
                    .filter(version -> version.content().hindered(order.attempt(), reason))
                    .ifPresent(version -> version.touch(tools.now()));
            return order;
        });
    }

    @Override
    public void done(ContentOrder order) {
        tools.inTransaction(() -> {
            life.shelf().findForChange(key(order)).ifPresent(v -> done(v, order));
            return order;
        });
    }

    private void done(V version, ContentOrder order) {
        if (order.action() == ContentOrder.Action.PACK) {
            packing.packed(version, order);
        } else if (version.content().done(order.attempt())) {
            version.touch(tools.now());
            removeUploads(order);
        }
    }

    @Override
    public void failed(ContentOrder order, String reason) {
        tools.inTransaction(() -> {
            life.shelf().findForChange(key(order)).ifPresent(v -> failed(v, order, reason));
            return order;
        });
    }

    private void failed(V version, ContentOrder order, String reason) {
        if (order.action() == ContentOrder.Action.PACK) {
            log.warn("No zip of {} {}: {}", order.id(), order.version(), reason);
            packing.notPacked(version, order);
        } else if (version.content().failed(order.attempt(), reason)) {
            version.touch(tools.now());
            removeUploads(order);
        }
    }

    private void removeUploads(ContentOrder order) {
        if (order.action() == ContentOrder.Action.UNPACK) {
            tools.orders().removeObjects(order.source());
        }
    }

    private VersionKey key(ContentOrder order) {
        return VersionKey.of(order.id(), order.version());
    }
}
