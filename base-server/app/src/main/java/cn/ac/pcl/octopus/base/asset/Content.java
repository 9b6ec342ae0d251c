package cn.ac.pcl.octopus.base.asset;

import cn.ac.pcl.octopus.base.asset.ContentState.Event;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** State of a version's content, and the upload that it waits for. */
@Embeddable
public class Content {
    private static final int LONGEST_REASON = 500;

    @Enumerated(EnumType.STRING)
    @Column(name = "state")
    private ContentState state = ContentState.WAITING;

    @Column(name = "progress")
    private int progress;

    @Column(name = "reason")
    private String reason = "";

    @Column(name = "attempt")
    private int attempt;

    @Column(name = "upload_name")
    private @Nullable String uploadName;

    @Column(name = "upload_key")
    private @Nullable String uploadKey;

    protected Content() {}

    /** Content that was never absent, such as an empty directory. */
    static Content ready() {
        var content = new Content();
        content.state = ContentState.READY;
        content.progress = 100;
        return content;
    }

    /** Content that waits for a file. */
    static Content waiting() {
        return new Content();
    }

    /** Remembers under which key a file of a name will be uploaded. */
    void expect(String fileName, String key) {
        if (!state.takesUpload()) {
            throw new IllegalStateException("No upload while " + state);
        }
        uploadName = fileName;
        uploadKey = key;
    }

    /** Key of the file that was announced under this very name. */
    Optional<String> keyOf(String fileName) {
        return fileName.equals(uploadName) ? Optional.ofNullable(uploadKey) : Optional.empty();
    }

    /**
     * Begins work.
     *
     * @return the attempt, or 0 when the state does not allow it
     */
    int begin() {
        if (!move(Event.BEGUN)) {
            return 0;
        }
        progress = 0;
        reason = "";
        return ++attempt;
    }

    /** Ends an attempt well; false when it is not the present one. */
    boolean done(int ofAttempt) {
        if (ofAttempt != attempt || !move(Event.DONE)) {
            return false;
        }
        progress = 100;
        reason = "";
        uploadName = null;
        uploadKey = null;
        return true;
    }

    /**
     * Says why the present attempt does not go on; false when that is known or not the present one.
     */
    boolean hindered(int ofAttempt, String why) {
        var text = shortened(why);
        if (ofAttempt != attempt || state != ContentState.WORKING || reason.equals(text)) {
            return false;
        }
        reason = text;
        return true;
    }

    /** Ends an attempt badly; false when it is not the present one. */
    boolean failed(int ofAttempt, String why) {
        if (ofAttempt != attempt || !move(Event.BROKEN)) {
            return false;
        }
        reason = shortened(why);
        uploadName = null;
        uploadKey = null;
        return true;
    }

    private static String shortened(String why) {
        return why.length() > LONGEST_REASON ? why.substring(0, LONGEST_REASON) : why;
    }

    private boolean move(Event event) {
        var next = state.on(event);
        next.ifPresent(moved -> state = moved);
        return next.isPresent();
    }

    public ContentState state() {
        return state;
    }

    /** How much is done, in percent. */
    public int progress() {
        return progress;
    }

    /** Why it failed or does not go on, a sentence for the user; empty otherwise. */
    public String reason() {
        return reason;
    }

    int attempt() {
        return attempt;
    }
}
