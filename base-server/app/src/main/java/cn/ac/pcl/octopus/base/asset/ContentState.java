package cn.ac.pcl.octopus.base.asset;

import java.util.Optional;

/** Life of a version's content. The features name the states as their part of the contract does. */
public enum ContentState {
    /** Nothing was confirmed yet. */
    WAITING,
    /** It is being unpacked or copied. */
    WORKING,
    /** Jobs may use it; it never changes again. */
    READY,
    /** It could not be made; an upload may be tried again. */
    FAILED;

    /** What happens to content. */
    public enum Event {
        /** An upload was confirmed, or a copy was ordered. */
        BEGUN,
        /** The work is done. */
        DONE,
        /** The work cannot be done. */
        BROKEN
    }

    /** The state after an event; empty when the event is refused. */
    public Optional<ContentState> on(Event event) {
        return switch (this) {
            case WAITING, FAILED -> event == Event.BEGUN ? Optional.of(WORKING) : Optional.empty();
            case WORKING ->
                    switch (event) {
                        case BEGUN -> Optional.empty();
                        case DONE -> Optional.of(READY);
                        case BROKEN -> Optional.of(FAILED);
                    };
            case READY -> Optional.empty();
        };
    }

    /** Whether a file may be uploaded. */
    public boolean takesUpload() {
        return on(Event.BEGUN).isPresent();
    }
}
