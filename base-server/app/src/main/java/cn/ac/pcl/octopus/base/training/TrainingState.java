package cn.ac.pcl.octopus.base.training;

import cn.ac.pcl.octopus.base.api.TrainingStatus;
import java.util.Optional;

/** Life of a training job. A late or repeated event never brings a finished job back. */
enum TrainingState {
    /** Accepted here; the task engine need not know it yet. */
    PREPARING(TrainingStatus.PREPARING),
    /** In the cluster, waiting for its place. */
    PENDING(TrainingStatus.PENDING),
    /** Its programs run. */
    RUNNING(TrainingStatus.RUNNING),
    /** Ended well. */
    SUCCEEDED(TrainingStatus.SUCCEEDED),
    /** Ended badly, or was refused. */
    FAILED(TrainingStatus.FAILED),
    /** Stopped by somebody; its programs may end a little later. */
    STOPPED(TrainingStatus.STOPPED);

    private final TrainingStatus status;

    TrainingState(TrainingStatus status) {
        this.status = status;
    }

    /** The state as the portals know it. */
    TrainingStatus status() {
        return status;
    }

    boolean isFinal() {
        return status.isFinal();
    }

    /** The state after an event, empty when the event is refused. */
    Optional<TrainingState> on(TrainingEvent event) {
        return Optional.ofNullable(
                switch (this) {
                    case PREPARING, PENDING ->
                            switch (event) {
                                case SEEN_PENDING -> PENDING;
                                case SEEN_RUNNING -> RUNNING;
                                case SEEN_SUCCEEDED -> SUCCEEDED;
                                case SEEN_FAILED, REFUSED, LOST -> FAILED;
                                case SEEN_STOPPED, STOP_ASKED -> STOPPED;
                            };
                    case RUNNING ->
                            switch (event) {
                                case SEEN_PENDING, REFUSED -> null;
                                case SEEN_RUNNING -> RUNNING;
                                case SEEN_SUCCEEDED -> SUCCEEDED;
                                case SEEN_FAILED, LOST -> FAILED;
                                case SEEN_STOPPED, STOP_ASKED -> STOPPED;
                            };
                    case SUCCEEDED, FAILED, STOPPED -> null;
                });
    }
}
