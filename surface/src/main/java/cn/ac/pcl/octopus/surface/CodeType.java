package cn.ac.pcl.octopus.surface;

/** Kinds of errors; the number is {@code error.code}. */
enum CodeType {
    /** What an error without a kind got from the reference platform. */
    NONE(0),
    INVALID_ARGUMENT(1),
    OUT_OF_RANGE(2),
    UNAUTHORIZED(4),
    PERMISSION_DENIED(5),
    NOT_FOUND(6),
    ALREADY_EXISTS(7),
    UNKNOWN(10),
    INTERNAL(11),
    UNIMPLEMENTED(13);

    private final int number;

    CodeType(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
