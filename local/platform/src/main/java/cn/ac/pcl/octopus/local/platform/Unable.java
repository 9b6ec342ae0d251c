package cn.ac.pcl.octopus.local.platform;

/// The command cannot go on, for a reason that one sentence tells its user; no stack trace helps
/// them.
final class Unable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /// What the shell sees.
    enum Exit {
        /// Something failed on the way.
        FAILED(1),
        /// The command was given something that makes no sense.
        USAGE(2),
        /// Another platform uses this state directory, or none does where one is needed.
        WRONG_STATE(3),
        /// A port is taken.
        PORT_TAKEN(4),
        /// This machine lacks something: space, a build, a file.
        LACKING(5);

        private final int code;

        Exit(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }

        /// The one with that code, as another command's process ended with it.
        static Exit of(int code) {
            for (Exit exit : values()) {
                if (exit.code == code) {
                    return exit;
                }
            }
            return FAILED;
        }
    }

    private final Exit exit;

    Unable(Exit exit, String sentence) {
        super(sentence);
        this.exit = exit;
    }

    Unable(Exit exit, String sentence, Throwable cause) {
        super(sentence, cause);
        this.exit = exit;
    }

    /// The same, seen from another thread.
    Unable(Unable other) {
        this(other.exit, String.valueOf(other.getMessage()), other);
    }

    int exitCode() {
        return exit.code();
    }
}
