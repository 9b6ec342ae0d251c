package cn.ac.pcl.octopus.base.api;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.service.annotation.DeleteExchange;
import org.springframework.web.service.annotation.HttpExchange;
import org.springframework.web.service.annotation.PostExchange;
import org.springframework.web.service.annotation.PutExchange;

/** Container images that notebooks and jobs run. */
@HttpExchange("/images")
public interface ImageApi {
    /** Registers an image: the caller's own, or a preset of an administrator. */
    @PostExchange
    Created create(@Valid @RequestBody NewImage image);

    /** The caller's own images in the current workspace. */
    @PostExchange("/mine/search")
    Page<OwnImage> searchMine(@Valid @RequestBody ImageQuery query);

    /** The preset images, which everybody uses. */
    @PostExchange("/preset/search")
    Page<ImageView> searchPreset(@Valid @RequestBody ImageQuery query);

    /** Images shared with the current workspace. */
    @PostExchange("/shared/search")
    Page<ImageView> searchShared(@Valid @RequestBody ImageQuery query);

    /** Every user's images, for administrators. */
    @PostExchange("/users/search")
    Page<ImageView> searchUsers(@Valid @RequestBody ImageQuery query);

    /** Changes name, version and description. */
    @PutExchange("/{id}")
    Updated update(@PathVariable String id, @Valid @RequestBody ImageChange change);

    /** Removes an image. */
    @DeleteExchange("/{id}")
    Deleted delete(@PathVariable String id);

    /** Shares an image with the current workspace. */
    @PostExchange("/{id}/share")
    Shared share(@PathVariable String id);

    /** An address to PUT the image's archive to. */
    @PostExchange("/{id}/upload")
    UploadTicket upload(@PathVariable String id, @Valid @RequestBody UploadRequest request);

    /** Says that the archive is there; pushing it to the registry begins. */
    @PutExchange("/{id}/uploadconfirm")
    Updated confirmUpload(@PathVariable String id);

    /**
     * An image to register.
     *
     * @param imageAddr where a {@link ImageSource#REMOTE} image is pulled from
     */
    record NewImage(
            @NotNull @Size(min = 1, max = 50) @Pattern(regexp = NAME) String imageName,
            @NotNull @Size(min = 1, max = 50) @Pattern(regexp = VERSION) String imageVersion,
            @NotNull ImageType imageType,
            @Size(max = 4096) @Nullable String imageDesc,
            @Size(max = 254) @Nullable String imageAddr,
            @NotNull ImageSource sourceType) {}

    /** What of an image may be changed; type and address are heard and left alone. */
    record ImageChange(
            @NotNull @Size(max = 50) @Pattern(regexp = NAME) String imageName,
            @NotNull @Size(max = 50) @Pattern(regexp = VERSION) String imageVersion,
            @Nullable ImageType imageType,
            @Size(max = 4096) @Nullable String imageDesc,
            @Size(max = 254) @Nullable String imageAddr) {}

    /** Form of an image's name. */
    String NAME = "[a-zA-Z][\\w|-]*";

    /** Form of an image's version. */
    String VERSION = "[a-zA-Z][\\w|\\-.]*";

    /**
     * Which images, and which page of them.
     *
     * @param imageAddrLike heard and left alone
     * @param imageNameLike beginning of the name
     * @param userId owner, heard in {@link #searchUsers} only
     * @param spaceId workspace, heard in {@link #searchUsers} only
     * @param searchKey part of name, version or description
     */
    record ImageQuery(
            @Min(1) int pageIndex,
            @Min(1) @Max(100) int pageSize,
            @Size(max = 20) @Nullable String sortBy,
            @Size(max = 20) @Nullable String orderBy,
            @Size(max = 254) @Nullable String imageAddrLike,
            @Size(max = 50) @Nullable String imageNameLike,
            @Size(max = 36) @Nullable String userId,
            @Size(max = 36) @Nullable String spaceId,
            @Nullable ImageType imageType,
            @Nullable ImageSource sourceType,
            @Nullable ImageStatus imageStatus,
            @Size(max = 50) @Nullable String imageVersion,
            @Size(max = 50) @Nullable String searchKey)
            implements PageQuery {}

    /**
     * Asks for an address to upload an archive to.
     *
     * @param publicUrl scheme, host and port under which the browser sees the platform
     */
    record UploadRequest(
            @NotNull @Size(min = 1, max = 50) String fileName, @NotBlank String publicUrl) {}

    /** Where to PUT the archive, and with which headers. */
    record UploadTicket(String uploadUrl, Map<String, String> headers) {
        public UploadTicket {
            headers = Map.copyOf(headers);
        }
    }

    /** The image that was registered. */
    record Created(String imageId, Instant createdAt) {}

    /** When it was changed. */
    record Updated(Instant updatedAt) {}

    /** When it was removed. */
    record Deleted(Instant deletedAt) {}

    /** When it was shared. */
    record Shared(Instant sharedAt) {}

    /**
     * An image in a list.
     *
     * @param imageAddr where it is pulled from
     * @param username name of the owner, empty for a preset
     * @param spaceName name of the workspace, empty for the default one
     * @param reason why making it failed, empty otherwise
     */
    record ImageView(
            String id,
            String imageName,
            ImageType imageType,
            String imageDesc,
            String imageAddr,
            ImageSource sourceType,
            String spaceId,
            String userId,
            Instant createdAt,
            Instant updatedAt,
            ImageStatus imageStatus,
            String username,
            String imageVersion,
            String spaceName,
            Sentence reason) {}

    /** An image of the caller, and whether it is shared with the current workspace. */
    record OwnImage(boolean isShared, ImageView image) {}

    /** What an image is for. */
    enum ImageType implements WireNumber {
        /** Notebooks. */
        NOTEBOOK(1),
        /** Training jobs. */
        TRAINING(2);

        private final int number;

        ImageType(int number) {
            this.number = number;
        }

        @Override
        public int number() {
            return number;
        }
    }

    /** Where an image comes from. */
    enum ImageSource implements WireNumber {
        /** An archive that is uploaded and pushed to the platform's registry. */
        UPLOADED(1),
        /** An address from which nodes pull it. */
        REMOTE(2);

        private final int number;

        ImageSource(int number) {
            this.number = number;
        }

        @Override
        public int number() {
            return number;
        }
    }

    /** Life of an image. */
    enum ImageStatus implements WireNumber {
        /** Its archive was not confirmed yet. */
        NOT_MADE(1),
        /** Its archive is being pushed. */
        MAKING(2),
        /** Jobs may use it. */
        MADE(3),
        /** Pushing failed; another archive may be uploaded. */
        MADE_FAILED(4);

        private final int number;

        ImageStatus(int number) {
            this.number = number;
        }

        @Override
        public int number() {
            return number;
        }
    }
}
