package cn.ac.pcl.octopus.base.storage;

/** A feature that orders work on content and keeps its state. */
public interface ContentOwner {
    /** Name that orders carry. */
    String name();

    /**
     * Whether the order is still wanted. Asked before the work, before its result is put in place,
     * and after it.
     */
    Fate fate(ContentOrder order);

    /** Whose version the order is about; empty when it is nobody's, or gone. */
    String userOf(ContentOrder order);

    /** Hears how far the work is, in percent. */
    void progressed(ContentOrder order, int percent);

    /**
     * Hears why the content is not made yet, although it will be.
     *
     * @param reason a sentence for the user
     */
    void hindered(ContentOrder order, String reason);

    /** Hears that the content is whole; ignored unless the order is wanted. */
    void done(ContentOrder order);

    /**
     * Hears that the content cannot be made; ignored unless the order is wanted.
     *
     * @param reason a sentence for the user
     */
    void failed(ContentOrder order, String reason);

    /** What became of the thing that an order is about. */
    enum Fate {
        /** The order is to be done. */
        WANTED,
        /** The order is done already, or a later one has taken its place. */
        SETTLED,
        /** The version was deleted. */
        GONE
    }
}
