package cn.ac.pcl.octopus.admin;

import cn.ac.pcl.octopus.base.api.ImageApi;
import cn.ac.pcl.octopus.base.api.Page;
import cn.ac.pcl.octopus.surface.Input;
import cn.ac.pcl.octopus.surface.PublicUrl;
import cn.ac.pcl.octopus.surface.Rules;
import cn.ac.pcl.octopus.surface.Transfer;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Preset images, and a view of those of users. */
@RestController
@RequestMapping("/v1/imagemanage")
class ImageController {

    private final ImageApi images;

    ImageController(ImageApi images) {
        this.images = images;
    }

    @GetMapping("/preimage")
    Images preset(@Input ImageApi.ImageQuery query) {
        return Images.of(images.searchPreset(query));
    }

    @GetMapping("/userimage")
    Images users(@Input ImageApi.ImageQuery query) {
        return Images.of(images.searchUsers(query));
    }

    @PostMapping("/preimage")
    ImageApi.Created create(@Input ImageApi.NewImage image) {
        return images.create(image);
    }

    @PutMapping("/preimage/{imageId}")
    ImageApi.Updated update(
            @PathVariable @Size(max = Rules.ID) String imageId,
            @Input ImageApi.ImageChange change) {
        return images.update(imageId, change);
    }

    @DeleteMapping("/preimage/{imageId}")
    ImageApi.Deleted delete(@PathVariable @Size(max = Rules.ID) String imageId) {
        return images.delete(imageId);
    }

    @PostMapping("/preimage/{imageId}/upload")
    ImageApi.UploadTicket upload(
            @PathVariable @Size(max = Rules.ID) String imageId,
            @Input Transfer.FileUpload upload,
            PublicUrl publicUrl) {
        return images.upload(
                imageId, new ImageApi.UploadRequest(upload.fileName(), publicUrl.text()));
    }

    @PutMapping("/preimage/{imageId}/uploadconfirm")
    ImageApi.Updated confirmUpload(@PathVariable @Size(max = Rules.ID) String imageId) {
        return images.confirmUpload(imageId);
    }

    /** One page of images. */
    record Images(long totalSize, List<ImageApi.ImageView> images) {
        static Images of(Page<ImageApi.ImageView> page) {
            return new Images(page.totalSize(), page.items());
        }
    }
}
