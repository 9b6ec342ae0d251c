package cn.ac.pcl.octopus.base.image;

import cn.ac.pcl.octopus.base.access.AllowedTo;
import cn.ac.pcl.octopus.base.access.CurrentCaller;
import cn.ac.pcl.octopus.base.api.ImageApi;
import cn.ac.pcl.octopus.base.api.Page;
import cn.ac.pcl.octopus.base.api.Sentence;
import cn.ac.pcl.octopus.base.image.Images.View;
import cn.ac.pcl.octopus.base.user.Users;
import cn.ac.pcl.octopus.base.workspace.Workspaces;
import cn.ac.pcl.octopus.identity.Role;
import org.springframework.web.bind.annotation.RestController;

@RestController
@AllowedTo({Role.USER, Role.ADMINISTRATOR})
class ImageController implements ImageApi {
    private final Images images;
    private final Users users;
    private final Workspaces workspaces;
    private final CurrentCaller caller;

    ImageController(Images images, Users users, Workspaces workspaces, CurrentCaller caller) {
        this.images = images;
        this.users = users;
        this.workspaces = workspaces;
        this.caller = caller;
    }

    @Override
    public Created create(NewImage image) {
        var made = images.create(image, caller.get());
        return new Created(made.id(), made.createdAt());
    }

    @Override
    @AllowedTo(Role.USER)
    public Page<OwnImage> searchMine(ImageQuery query) {
        var page = search(View.MINE, query);
        var shared = images.shared(page.items().stream().map(ImageView::id).toList(), caller.get());
        return page.map(image -> new OwnImage(shared.contains(image.id()), image));
    }

    @Override
    public Page<ImageView> searchPreset(ImageQuery query) {
        return search(View.PRESET, query);
    }

    @Override
    @AllowedTo(Role.USER)
    public Page<ImageView> searchShared(ImageQuery query) {
        return search(View.SHARED, query);
    }

    @Override
    @AllowedTo(Role.ADMINISTRATOR)
    public Page<ImageView> searchUsers(ImageQuery query) {
        return search(View.USERS, query);
    }

    private Page<ImageView> search(View view, ImageQuery query) {
        var page = images.search(view, query, caller.get());
        var userNames = users.names(page.map(Image::userId).toList());
        var spaceNames = workspaces.names(page.map(Image::spaceId).toList());
        return new Page<>(
                page.getTotalElements(),
                page.map(image ->
                                new ImageView(
                                        image.id(),
                                        image.name(),
                                        image.type(),
                                        image.description(),
                                        image.address(),
                                        image.source(),
                                        image.spaceId(),
                                        image.userId(),
                                        image.createdAt(),
                                        image.updatedAt(),
                                        image.status(),
                                        userNames.getOrDefault(image.userId(), ""),
                                        image.tag(),
                                        spaceNames.getOrDefault(image.spaceId(), ""),
                                        Sentence.NONE))
                        .toList());
    }

    @Override
    public Updated update(String id, ImageChange change) {
        return new Updated(images.update(id, change, caller.get()));
    }

    @Override
    public Deleted delete(String id) {
        return new Deleted(images.delete(id, caller.get()));
    }

    @Override
    @AllowedTo(Role.USER)
    public Shared share(String id) {
        return new Shared(images.share(id, caller.get()));
    }

    @Override
    public UploadTicket upload(String id, UploadRequest request) {
        throw images.refuseUpload(id, caller.get());
    }

    @Override
    public Updated confirmUpload(String id) {
        throw images.refuseUpload(id, caller.get());
    }
}
