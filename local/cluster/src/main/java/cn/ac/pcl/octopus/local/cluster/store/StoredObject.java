package cn.ac.pcl.octopus.local.cluster.store;

import cn.ac.pcl.octopus.local.cluster.document.Json;
import cn.ac.pcl.octopus.local.cluster.document.Metadata;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * One version of one object. The document is never changed once it is stored; its JSON text is made
 * once and shared by the journal, lists and watches. The document of an old version is kept only
 * while somebody uses it, since it takes several times the room of its text.
 */
public final class StoredObject {
    private final String type;
    private final ObjectKey key;
    private final long version;
    private final byte[] json;
    private volatile @Nullable ObjectNode current;
    private volatile WeakReference<ObjectNode> lastUsed;

    StoredObject(String type, ObjectKey key, long version, ObjectNode document) {
        this.type = type;
        this.key = key;
        this.version = version;
        this.current = document;
        this.lastUsed = new WeakReference<>(document);
        this.json = Json.bytes(document);
    }

    /** The id of the object's type, see {@link ResourceType#id()}. */
    public String type() {
        return type;
    }

    public ObjectKey key() {
        return key;
    }

    public long version() {
        return version;
    }

    /** Read only. Change a {@link #draft()} instead. */
    public ObjectNode document() {
        ObjectNode document = current == null ? lastUsed.get() : current;
        if (document == null) {
            document = (ObjectNode) Json.parse(json);
            lastUsed = new WeakReference<>(document);
        }
        return document;
    }

    /** The object has a newer version, or is gone. */
    void supersede() {
        current = null;
    }

    /** Read only. */
    public byte[] json() {
        return json;
    }

    /** A copy of the document that may be changed. */
    public ObjectNode draft() {
        return document().deepCopy();
    }

    public String uid() {
        return Metadata.uid(document());
    }
}
