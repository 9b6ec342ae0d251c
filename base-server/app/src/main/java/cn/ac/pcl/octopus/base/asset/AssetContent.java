package cn.ac.pcl.octopus.base.asset;

import cn.ac.pcl.octopus.base.storage.ContentOrder;
import cn.ac.pcl.octopus.base.storage.ContentOwner;
import java.util.function.BiConsumer;

/**
 * Tells the versions of one kind how the work on their content ends. Every feature has one bean of
 * it. A move of the state is stored only for the order that the version waits for.
 */
public final class AssetContent<A extends Asset, V extends AssetVersion, S extends AssetShare>
        implements ContentOwner {
    private final AssetLife<A, V, S> life;
    private final AssetTools tools;
    private final BiConsumer<V, ContentOrder> packed;

    /**
     * @param packed stores that a zip for download was made
     */
    public AssetContent(
            AssetLife<A, V, S> life, AssetTools tools, BiConsumer<V, ContentOrder> packed) {
        this.life = life;
        this.tools = tools;
        this.packed = packed;
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
            packed.accept(version, order);
        } else if (version.content().done(order.attempt())) {
            version.touch(tools.now());
            removeUploads(order);
        }
    }

    @Override
    public void failed(ContentOrder order, String reason) {
        tools.inTransaction(() -> {
            life.shelf()
                    .findForChange(key(order))
                    .filter(version -> version.content().failed(order.attempt(), reason))
                    .ifPresent(version -> {
                        version.touch(tools.now());
                        removeUploads(order);
                    });
            return order;
        });
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
