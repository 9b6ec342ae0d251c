package cn.ac.pcl.octopus.surface;

/** Why a surface does not let a request in; these errors arise here and not in base-server. */
enum AccessError {
    TOKEN_MISSING("token.missing", 16001, CodeType.INVALID_ARGUMENT),
    TOKEN_NOT_BEARER("token.not-bearer", 16005, CodeType.INVALID_ARGUMENT),
    TOKEN_INVALID("token.invalid", 16004, CodeType.OUT_OF_RANGE),
    TOKEN_REPLACED("token.replaced", 16010, CodeType.INVALID_ARGUMENT),
    SESSION_MISSING("session.missing", 16007, CodeType.UNAUTHORIZED),
    SESSION_UNREADABLE("session.unreadable", 16008, CodeType.UNAUTHORIZED),
    ACCOUNT_FROZEN("account.frozen", 16002, CodeType.PERMISSION_DENIED),
    LOGIN_THROTTLED("login.throttled", 16009, CodeType.UNAUTHORIZED);

    private final String key;
    private final int subcode;
    private final CodeType type;

    AccessError(String key, int subcode, CodeType type) {
        this.key = key;
        this.subcode = subcode;
        this.type = type;
    }

    ErrorRow row() {
        return new ErrorRow(key, subcode, type);
    }
}
