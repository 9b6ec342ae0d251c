package cn.ac.pcl.octopus.base.image;

import cn.ac.pcl.octopus.base.Ids;
import cn.ac.pcl.octopus.base.Refusal;
import cn.ac.pcl.octopus.base.api.ErrorCode;
import cn.ac.pcl.octopus.base.api.ImageApi.ImageChange;
import cn.ac.pcl.octopus.base.api.ImageApi.ImageQuery;
import cn.ac.pcl.octopus.base.api.ImageApi.ImageSource;
import cn.ac.pcl.octopus.base.api.ImageApi.ImageStatus;
import cn.ac.pcl.octopus.base.api.ImageApi.ImageType;
import cn.ac.pcl.octopus.base.api.ImageApi.NewImage;
import cn.ac.pcl.octopus.base.asset.Holder;
import cn.ac.pcl.octopus.base.database.Filter;
import cn.ac.pcl.octopus.base.database.Sorting;
import cn.ac.pcl.octopus.identity.Caller;
import cn.ac.pcl.octopus.identity.Role;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.data.domain.Page;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Which images there are and who may use them.
 *
 * <ul>
 *   <li>A user uses its own images, presets, and those shared with its current workspace; it
 *       changes its own.
 *   <li>An administrator sees all and changes presets.
 *   <li>What the caller may not use is answered as missing.
 * </ul>
 */
@Service
public class Images {
    private static final int LONGEST_PRESET_NAME = 30;

    private static final Sorting SORTING =
            Sorting.by(
                    Map.of(
                            "createdAt", "createdAt",
                            "updatedAt", "updatedAt",
                            "imageName", "name",
                            "imageVersion", "tag"),
                    "id");

    private final ImageRepository images;
    private final ImageShareRepository shares;
    private final Clock clock;

    Images(ImageRepository images, ImageShareRepository shares, Clock clock) {
        this.images = images;
        this.shares = shares;
        this.clock = clock;
    }

    /**
     * An image that a job may run.
     *
     * @param address where nodes pull it from
     */
    public record Usable(String id, String name, String version, String address) {}

    /**
     * The image, if the caller may use it, and it is made, and for this.
     *
     * @param forbidden refusal when it is for something else
     * @param notReady refusal when it is not made
     * @throws Refusal with one of the two, or as missing when the caller may not use it: of an
     *     image, who sees it may use it
     */
    @Transactional(readOnly = true)
    public Usable requireUsable(
            String id, ImageType purpose, Caller caller, ErrorCode forbidden, ErrorCode notReady) {
        var image = requireVisible(id, caller);
        if (image.type() != purpose) {
            throw Refusal.of(forbidden);
        }
        if (image.status() != ImageStatus.MADE) {
            throw Refusal.of(notReady);
        }
        return new Usable(id, image.name(), image.tag(), image.address());
    }

    /** Registers a remote image; an archive needs a registry, which this platform has not got. */
    @Transactional
    Image create(NewImage wanted, Caller caller) {
        if (wanted.sourceType() != ImageSource.REMOTE) {
            throw new Refusal(
                    ErrorCode.UNAVAILABLE,
                    "This platform has no registry to push an archive to; register an address");
        }
        if (caller.role() == Role.ADMINISTRATOR
                && wanted.imageName().length() > LONGEST_PRESET_NAME) {
            throw Refusal.invalid("imageName", "is longer than 30 characters");
        }
        var address = Filter.exactly(wanted.imageAddr());
        if (address == null) {
            throw Refusal.invalid("imageAddr", "is missing");
        }
        var image =
                new Image(
                        Ids.random(), Holder.of(caller), wanted, address.strip(), clock.instant());
        return store(image);
    }

    @Transactional
    Instant update(String id, ImageChange change, Caller caller) {
        var image = requireOwner(id, caller);
        image.change(change, clock.instant());
        return store(image).updatedAt();
    }

    private Image store(Image image) {
        try {
            return images.saveAndFlush(image);
        } catch (DataIntegrityViolationException taken) {
            throw new Refusal(ErrorCode.IMAGE_EXISTS, ErrorCode.IMAGE_EXISTS.title(), taken);
        }
    }

    @Transactional
    Instant delete(String id, Caller caller) {
        // Nobody shares it from now on.
        images.lockLiving(id);
        var image = requireOwner(id, caller);
        var now = clock.instant();
        images.removeShares(id);
        image.delete(now);
        return now;
    }

    /** Shares an image with the workspace that it belongs to; twice is no mistake. */
    @Transactional
    Instant share(String id, Caller caller) {
        // Of two at once the second sees what the first has done.
        images.lockLiving(id);
        var image = requireOwner(id, caller);
        var space = Holder.spaceOf(caller);
        if (!image.spaceId().equals(space)) {
            throw Refusal.of(ErrorCode.IMAGE_FORBIDDEN);
        }
        var now = clock.instant();
        if (!images.isShared(id, space)) {
            shares.save(new ImageShare(id, space, now));
        }
        return now;
    }

    /** No image there is takes an archive. */
    @Transactional(readOnly = true)
    Refusal refuseUpload(String id, Caller caller) {
        requireOwner(id, caller);
        return Refusal.of(ErrorCode.IMAGE_NOT_UPLOADED);
    }

    /** Images are asked for from a point of view. */
    enum View {
        MINE,
        PRESET,
        SHARED,
        USERS
    }

    @Transactional(readOnly = true)
    Page<Image> search(View view, ImageQuery query, Caller caller) {
        var space = Holder.spaceOf(caller);
        var owner =
                switch (view) {
                    case MINE -> caller.userId();
                    case USERS -> Filter.exactly(query.userId());
                    case PRESET, SHARED -> null;
                };
        var workspace =
                switch (view) {
                    case MINE -> space;
                    case USERS -> Filter.exactly(query.spaceId());
                    case PRESET, SHARED -> null;
                };
        return images.search(
                view == View.PRESET,
                owner,
                workspace,
                view == View.SHARED ? space : null,
                Filter.startingWith(query.imageNameLike()),
                query.imageType(),
                query.sourceType(),
                query.imageStatus(),
                Filter.exactly(query.imageVersion()),
                Filter.containing(query.searchKey()),
                SORTING.page(query));
    }

    /** Those of the images that are shared with the caller's workspace. */
    @Transactional(readOnly = true)
    Set<String> shared(Collection<String> ids, Caller caller) {
        return ids.isEmpty() ? Set.of() : images.sharedAmong(ids, Holder.spaceOf(caller));
    }

    private Image requireOwner(String id, Caller caller) {
        var image = requireVisible(id, caller);
        boolean mayChange =
                caller.role() == Role.ADMINISTRATOR ? image.preset() : owns(image, caller);
        if (!mayChange) {
            throw Refusal.of(ErrorCode.IMAGE_FORBIDDEN);
        }
        return image;
    }

    private Image requireVisible(String id, Caller caller) {
        return images.findLiving(id)
                .filter(found -> mayUse(found, caller))
                .orElseThrow(() -> Refusal.of(ErrorCode.IMAGE_NOT_FOUND));
    }

    private boolean mayUse(Image image, Caller caller) {
        return caller.role() == Role.ADMINISTRATOR
                || image.preset()
                || owns(image, caller)
                || images.isShared(image.id(), Holder.spaceOf(caller));
    }

    private static boolean owns(Image image, Caller caller) {
        return caller.role() == Role.USER
                && !image.preset()
                && image.userId().equals(caller.userId());
    }
}
