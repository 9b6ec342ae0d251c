package cn.ac.pcl.octopus.base.api;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Every reason for which base-server refuses a call. The code is the member {@code code} of the RFC
 * 9457 body and never changes; the surfaces translate it into the numbers that the portals know.
 */
public enum ErrorCode {
    INTERNAL("internal", 500, "Unexpected failure"),
    INVALID_REQUEST("invalid-request", 400, "A field of the request breaks its rule"),
    UNREADABLE_BODY("unreadable-body", 400, "The body is not JSON of the expected shape"),
    UNREADABLE_QUERY("unreadable-query", 400, "The query cannot be read"),
    INVALID_VERSION("invalid-version", 400, "A version is the letter V and a positive number"),
    INVALID_DOMAIN("invalid-domain", 400, "The domain is not an http or https address"),
    UNAVAILABLE("unavailable", 503, "A service that this needs does not answer"),
    NOT_FOUND("not-found", 404, "There is no such thing"),
    STORE_FAILED("store-failed", 502, "The object store refused or did not answer"),
    CONFLICT("conflict", 409, "Somebody else changed it at the same moment"),
    CALLER_REFUSED("caller.refused", 401, "The request carries no valid caller token"),
    ROLE_REFUSED("role.refused", 403, "The role of the caller does not allow this"),

    POOL_LIST_FAILED("pool.list-failed", 502, "The resource pools cannot be listed"),
    POOL_NOT_FOUND("pool.not-found", 404, "There is no such resource pool"),
    POOL_CREATE_FAILED("pool.create-failed", 400, "The resource pool cannot be created"),
    POOL_UPDATE_FAILED("pool.update-failed", 400, "The resource pool cannot be changed"),
    POOL_DELETE_FAILED("pool.delete-failed", 409, "The resource pool cannot be deleted"),
    RESOURCE_LIST_FAILED("resource.list-failed", 502, "The resources cannot be listed"),
    RESOURCE_CREATE_FAILED("resource.create-failed", 400, "The resource cannot be created"),
    RESOURCE_UPDATE_FAILED("resource.update-failed", 400, "The resource cannot be changed"),
    RESOURCE_DELETE_FAILED("resource.delete-failed", 400, "The resource cannot be deleted"),
    RESOURCE_EXISTS("resource.exists", 409, "The resource name is taken"),
    SPEC_CREATE_FAILED("spec.create-failed", 400, "The resource spec cannot be created"),
    SPEC_DELETE_FAILED("spec.delete-failed", 409, "The resource spec cannot be deleted"),
    SPEC_LIST_FAILED("spec.list-failed", 500, "The resource specs cannot be listed"),
    SPEC_NOT_FOUND("spec.not-found", 404, "There is no such resource spec"),
    POOL_SPEC_NOT_FOUND(
            "pool.spec-not-found", 404, "The pool names a resource spec that does not exist"),
    NODE_LIST_FAILED("node.list-failed", 502, "The nodes cannot be listed"),

    ALGORITHM_NOT_MINE("algorithm.not-mine", 404, "There is no such algorithm of yours"),
    ALGORITHM_EXISTS("algorithm.exists", 409, "The algorithm name is taken"),
    ALGORITHM_VERSION_TOO_SOON(
            "algorithm.version-too-soon", 409, "The last change is less than three seconds old"),
    ALGORITHM_NOT_VISIBLE(
            "algorithm.not-visible", 404, "There is no such algorithm in this workspace"),
    ALGORITHM_FILE_MISSING("algorithm.file-missing", 404, "The file was not uploaded"),
    ALGORITHM_FILE_EXISTS("algorithm.file-exists", 409, "The version has its file already"),
    ALGORITHM_ALREADY_SHARED(
            "algorithm.already-shared", 409, "The version is shared with this workspace already"),
    ALGORITHM_NOT_READY("algorithm.not-ready", 409, "The source version is not ready"),
    ALGORITHM_UPLOAD_REFUSED(
            "algorithm.upload-refused", 400, "Only the first version takes an upload"),

    IMAGE_STATE_REFUSED("image.state-refused", 409, "The image is being made or is made"),
    IMAGE_NOT_UPLOADED("image.not-uploaded", 409, "A remote image takes no upload"),
    IMAGE_EXISTS("image.exists", 409, "The image name, version and type are taken"),
    IMAGE_NOT_FOUND("image.not-found", 404, "There is no such image"),
    IMAGE_FORBIDDEN("image.forbidden", 403, "The image does not allow this to you"),

    NOTEBOOK_STATE_REFUSED(
            "notebook.state-refused", 409, "The notebook's state does not allow this"),

    TRAINING_IMAGE_FORBIDDEN(
            "training.image-forbidden", 403, "The image is for notebooks, not for training jobs"),
    TRAINING_DATASET_FORBIDDEN(
            "training.dataset-forbidden", 403, "The dataset is neither yours, preset nor shared"),
    TRAINING_ALGORITHM_FORBIDDEN(
            "training.algorithm-forbidden",
            403,
            "The algorithm is neither yours, preset nor shared"),
    TRAINING_ENGINE_FAILED(
            "training.engine-failed", 502, "The task engine refused or did not answer"),
    TRAINING_NOT_FINISHED("training.not-finished", 409, "The job has not finished"),
    TRAINING_FINISHED("training.finished", 409, "The job has finished already"),
    TRAINING_NO_BALANCE("training.no-balance", 402, "The balance is used up"),
    TRAINING_IMAGE_STATE("training.image-state", 409, "The image is not made"),
    TRAINING_ALGORITHM_STATE("training.algorithm-state", 409, "The algorithm version is not ready"),
    TRAINING_DATASET_STATE("training.dataset-state", 409, "The dataset version is not ready"),
    TRAINING_EXISTS("training.exists", 409, "The job name is taken"),
    TRAINING_CONFIG_REPEATED("training.config-repeated", 400, "Two sub-tasks have one name"),

    NOT_OWNER("not-owner", 403, "It belongs to somebody else"),
    ACCOUNT_FROZEN("account.frozen", 403, "The account is frozen"),
    WRONG_CREDENTIALS("wrong-credentials", 401, "The account is unknown or the password is wrong"),
    USER_NOT_FOUND("user.not-found", 404, "There is no such account"),
    USER_EXISTS("user.exists", 409, "An account with this e-mail or phone exists"),
    USER_ID_NOT_YOURS("user.id-not-yours", 403, "The user id is not yours"),
    WORKSPACE_POOL_TAKEN("workspace.pool-taken", 409, "Another workspace has this resource pool"),
    WORKSPACE_NOT_FOUND("workspace.not-found", 404, "There is no such workspace"),
    WORKSPACE_NOT_MEMBER("workspace.not-member", 403, "You are not a member of the workspace"),

    PAYMENT_CLOSED("billing.payment-closed", 409, "The payment is closed"),

    MODEL_FORBIDDEN("model.forbidden", 403, "The model is neither yours, preset nor shared"),
    MODEL_EXISTS("model.exists", 409, "A preset model of this algorithm version exists"),
    MODEL_VERSION_TOO_SOON(
            "model.version-too-soon", 409, "The last change is less than thirty seconds old"),
    MODEL_FILE_MISSING("model.file-missing", 404, "The model version has no finished file"),
    MODEL_FILE_EXISTS("model.file-exists", 409, "The model version has its file already"),
    MODEL_ALGORITHM_NOT_FOUND("model.algorithm-not-found", 404, "There is no such algorithm"),

    DATASET_FILE_MISSING("dataset.file-missing", 404, "The file was not uploaded"),
    DATASET_ALREADY_SHARED(
            "dataset.already-shared", 409, "The version is shared with this workspace already"),
    DATASET_FORBIDDEN("dataset.forbidden", 403, "The version is neither yours, preset nor shared"),
    DATASET_EXISTS("dataset.exists", 409, "The dataset name is taken"),
    DATASET_STATE_REFUSED("dataset.state-refused", 409, "The version's state does not allow this");

    private static final Map<String, ErrorCode> BY_CODE =
            Arrays.stream(values()).collect(Collectors.toMap(ErrorCode::code, Function.identity()));

    private final String code;
    private final int status;
    private final String title;

    ErrorCode(String code, int status, String title) {
        this.code = code;
        this.status = status;
        this.title = title;
    }

    /** The constant of a code, empty for a text that no version of this contract has used. */
    public static Optional<ErrorCode> of(String code) {
        return Optional.ofNullable(BY_CODE.get(code));
    }

    /** Stable text, such as {@code dataset.exists}. */
    public String code() {
        return code;
    }

    /** HTTP status of the answer. */
    public int status() {
        return status;
    }

    /** One English sentence for logs and for callers other than the portals. */
    public String title() {
        return title;
    }
}
