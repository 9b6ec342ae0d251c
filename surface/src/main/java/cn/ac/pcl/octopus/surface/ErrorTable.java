package cn.ac.pcl.octopus.surface;

import cn.ac.pcl.octopus.base.api.ErrorCode;

/**
 * The one table from base-server's reasons to the numbers that the portals know. Two reasons may
 * share a number; each has its own text.
 */
final class ErrorTable {

    private static final int UNKNOWN = 10001;

    private ErrorTable() {}

    /** The row of a reason; a reason newer than this table appears as unknown. */
    static ErrorRow of(ErrorCode code) {
        return switch (code) {
            case INTERNAL -> row(code, 10001, CodeType.UNKNOWN);
            case INVALID_REQUEST -> row(code, 10003, CodeType.INVALID_ARGUMENT);
            case UNREADABLE_BODY -> row(code, 10024, CodeType.INTERNAL);
            case UNREADABLE_QUERY -> row(code, 10026, CodeType.INTERNAL);
            case INVALID_VERSION -> row(code, 10004, CodeType.INVALID_ARGUMENT);
            case INVALID_DOMAIN -> row(code, 10007, CodeType.INVALID_ARGUMENT);
            case UNAVAILABLE -> row(code, 10001, CodeType.UNKNOWN);
            case NOT_FOUND -> row(code, 10054, CodeType.NOT_FOUND);
            case STORE_FAILED -> row(code, 10036, CodeType.INTERNAL);
            case CONFLICT -> row(code, 10056, CodeType.INTERNAL);
            case CALLER_REFUSED -> row(code, UNKNOWN, CodeType.UNKNOWN);
            case ROLE_REFUSED -> row(code, 16001, CodeType.INVALID_ARGUMENT);
            case POOL_LIST_FAILED -> row(code, 11003, CodeType.INTERNAL);
            case POOL_NOT_FOUND -> row(code, 11004, CodeType.INTERNAL);
            case POOL_CREATE_FAILED -> row(code, 11002, CodeType.INTERNAL);
            case POOL_UPDATE_FAILED -> row(code, 11005, CodeType.INTERNAL);
            case POOL_DELETE_FAILED -> row(code, 11001, CodeType.INTERNAL);
            case RESOURCE_LIST_FAILED -> row(code, 11006, CodeType.INTERNAL);
            case RESOURCE_CREATE_FAILED -> row(code, 11007, CodeType.INTERNAL);
            case RESOURCE_UPDATE_FAILED -> row(code, 11009, CodeType.INTERNAL);
            case RESOURCE_DELETE_FAILED -> row(code, 11008, CodeType.INTERNAL);
            case RESOURCE_EXISTS -> row(code, 11018, CodeType.ALREADY_EXISTS);
            case SPEC_CREATE_FAILED -> row(code, 11011, CodeType.INTERNAL);
            case SPEC_DELETE_FAILED -> row(code, 11013, CodeType.INTERNAL);
            case SPEC_LIST_FAILED -> row(code, 11012, CodeType.INTERNAL);
            case SPEC_NOT_FOUND -> row(code, 11014, CodeType.INTERNAL);
            case POOL_SPEC_NOT_FOUND -> row(code, 11017, CodeType.NOT_FOUND);
            case NODE_LIST_FAILED -> row(code, 11019, CodeType.NONE);
            case ALGORITHM_NOT_MINE -> row(code, 12003, CodeType.NOT_FOUND);
            case ALGORITHM_EXISTS -> row(code, 12004, CodeType.ALREADY_EXISTS);
            case ALGORITHM_VERSION_TOO_SOON -> row(code, 12005, CodeType.ALREADY_EXISTS);
            case ALGORITHM_NOT_VISIBLE -> row(code, 12006, CodeType.NOT_FOUND);
            case ALGORITHM_FILE_MISSING -> row(code, 12007, CodeType.NOT_FOUND);
            case ALGORITHM_FILE_EXISTS -> row(code, 12008, CodeType.ALREADY_EXISTS);
            case ALGORITHM_ALREADY_SHARED -> row(code, 12009, CodeType.ALREADY_EXISTS);
            case ALGORITHM_NOT_READY -> row(code, 12010, CodeType.ALREADY_EXISTS);
            case ALGORITHM_UPLOAD_REFUSED -> row(code, 12011, CodeType.INVALID_ARGUMENT);
            case IMAGE_STATE_REFUSED -> row(code, 13001, CodeType.OUT_OF_RANGE);
            case IMAGE_NOT_UPLOADED -> row(code, 13002, CodeType.OUT_OF_RANGE);
            case IMAGE_EXISTS -> row(code, 13003, CodeType.ALREADY_EXISTS);
            case IMAGE_NOT_FOUND -> row(code, 13004, CodeType.NOT_FOUND);
            case IMAGE_FORBIDDEN -> row(code, 13005, CodeType.PERMISSION_DENIED);
            case NOTEBOOK_STATE_REFUSED -> row(code, 14001, CodeType.OUT_OF_RANGE);
            case TRAINING_IMAGE_FORBIDDEN -> row(code, 15001, CodeType.PERMISSION_DENIED);
            case TRAINING_DATASET_FORBIDDEN -> row(code, 15002, CodeType.PERMISSION_DENIED);
            case TRAINING_ALGORITHM_FORBIDDEN -> row(code, 15003, CodeType.PERMISSION_DENIED);
            case TRAINING_ENGINE_FAILED -> row(code, 15004, CodeType.INTERNAL);
            case TRAINING_NOT_FINISHED -> row(code, 15005, CodeType.INTERNAL);
            case TRAINING_FINISHED -> row(code, 15007, CodeType.UNIMPLEMENTED);
            case TRAINING_NO_BALANCE -> row(code, 15006, CodeType.OUT_OF_RANGE);
            case TRAINING_IMAGE_STATE -> row(code, 15008, CodeType.OUT_OF_RANGE);
            case TRAINING_ALGORITHM_STATE -> row(code, 15009, CodeType.OUT_OF_RANGE);
            case TRAINING_DATASET_STATE -> row(code, 15010, CodeType.OUT_OF_RANGE);
            case TRAINING_EXISTS -> row(code, 15011, CodeType.INVALID_ARGUMENT);
            case TRAINING_CONFIG_REPEATED -> row(code, 15022, CodeType.INVALID_ARGUMENT);
            case NOT_OWNER -> row(code, 16001, CodeType.INVALID_ARGUMENT);
            case ACCOUNT_FROZEN -> row(code, 16002, CodeType.PERMISSION_DENIED);
            case WRONG_CREDENTIALS -> row(code, 16009, CodeType.UNAUTHORIZED);
            case USER_NOT_FOUND -> row(code, 16020, CodeType.NOT_FOUND);
            case USER_EXISTS -> row(code, 16021, CodeType.ALREADY_EXISTS);
            case USER_ID_NOT_YOURS -> row(code, 16022, CodeType.INVALID_ARGUMENT);
            case WORKSPACE_POOL_TAKEN -> row(code, 16023, CodeType.ALREADY_EXISTS);
            case WORKSPACE_NOT_FOUND -> row(code, 16024, CodeType.NOT_FOUND);
            case WORKSPACE_NOT_MEMBER -> row(code, 16025, CodeType.PERMISSION_DENIED);
            case PAYMENT_CLOSED -> row(code, 17002, CodeType.OUT_OF_RANGE);
            case MODEL_FORBIDDEN -> row(code, 18001, CodeType.PERMISSION_DENIED);
            case MODEL_EXISTS -> row(code, 18002, CodeType.ALREADY_EXISTS);
            case MODEL_VERSION_TOO_SOON -> row(code, 18003, CodeType.ALREADY_EXISTS);
            case MODEL_FILE_MISSING -> row(code, 18004, CodeType.NOT_FOUND);
            case MODEL_FILE_EXISTS -> row(code, 18005, CodeType.ALREADY_EXISTS);
            case MODEL_ALGORITHM_NOT_FOUND -> row(code, 18006, CodeType.NOT_FOUND);
            case DATASET_FILE_MISSING -> row(code, 19001, CodeType.NOT_FOUND);
            case DATASET_ALREADY_SHARED -> row(code, 19002, CodeType.OUT_OF_RANGE);
            case DATASET_FORBIDDEN -> row(code, 19003, CodeType.PERMISSION_DENIED);
            case DATASET_EXISTS -> row(code, 19004, CodeType.ALREADY_EXISTS);
            case DATASET_STATE_REFUSED -> row(code, 19005, CodeType.OUT_OF_RANGE);
            default -> row(code, UNKNOWN, CodeType.UNKNOWN);
        };
    }

    /**
     * Whether the text of a reason leaves the cause open, so that base-server's detail is added.
     */
    static boolean tellsDetail(ErrorCode code) {
        return switch (code) {
            case INVALID_REQUEST,
                    POOL_CREATE_FAILED,
                    POOL_UPDATE_FAILED,
                    POOL_DELETE_FAILED,
                    RESOURCE_CREATE_FAILED,
                    RESOURCE_UPDATE_FAILED,
                    RESOURCE_DELETE_FAILED,
                    SPEC_CREATE_FAILED,
                    SPEC_DELETE_FAILED ->
                    true;
            default -> false;
        };
    }

    private static ErrorRow row(ErrorCode code, int subcode, CodeType type) {
        return new ErrorRow(code.code(), subcode, type);
    }
}
