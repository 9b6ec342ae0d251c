package cn.ac.pcl.octopus.base.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cn.ac.pcl.octopus.base.Refusal;
import cn.ac.pcl.octopus.base.api.ErrorCode;
import cn.ac.pcl.octopus.base.api.ImageApi.ImageQuery;
import cn.ac.pcl.octopus.base.api.ImageApi.ImageType;
import cn.ac.pcl.octopus.base.testing.AsCaller;
import cn.ac.pcl.octopus.base.testing.AtOnce;
import cn.ac.pcl.octopus.base.testing.ServiceTest;
import cn.ac.pcl.octopus.base.testing.StatementCounter;
import cn.ac.pcl.octopus.base.testing.TestCalls;
import cn.ac.pcl.octopus.identity.Caller;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

@ServiceTest
class ImagesIT {
    private final TestCalls calls;
    private final Images images;
    private final ImageController controller;
    private final JdbcTemplate database;
    private final Caller owner;

    @Autowired
    ImagesIT(TestCalls calls, Images images, ImageController controller, JdbcTemplate database) {
        this.calls = calls;
        this.images = images;
        this.controller = controller;
        this.database = database;
        this.owner = calls.newUser();
    }

    @Test
    void isUsedByItsOwnerAndByThoseItIsSharedWith() {
        var id = create(owner);
        var other = calls.newUser();
        var usable = usable(id, owner);
        assertThat(usable.address()).isEqualTo("octopus.local/python:3");
        assertThat(usable.version()).isEqualTo("v1");
        assertThatThrownBy(() -> usable(id, other))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.IMAGE_NOT_FOUND));
        for (int twice = 0; twice < 2; twice++) {
            assertThat(calls.call(owner, "POST", "/images/" + id + "/share", null).status())
                    .isEqualTo(200);
        }
        assertThat(usable(id, other).id()).isEqualTo(id);
        calls.call(owner, "DELETE", "/images/" + id, null);
        assertThatThrownBy(() -> usable(id, owner)).isInstanceOf(Refusal.class);
    }

    @Test
    void isUsedForWhatItWasMadeForOnly() {
        var wanted = new HashMap<>(ImageExamples.newImage());
        wanted.put("imageType", "NOTEBOOK");
        var id = calls.post(owner, "/images", wanted).json().path("imageId").asString();
        assertThatThrownBy(() -> usable(id, owner))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.TRAINING_IMAGE_FORBIDDEN));
        assertThatThrownBy(() -> usable(id, calls.newUser()))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.IMAGE_NOT_FOUND));
    }

    @Test
    void isSharedByTwoAtOnce() throws Exception {
        for (int round = 0; round < 5; round++) {
            var path = "/images/" + create(owner) + "/share";
            assertThat(AtOnce.all(2, () -> calls.call(owner, "POST", path, null).code()))
                    .containsExactly("", "");
        }
    }

    /** Whoever comes second sees what the first has done. */
    @Test
    void leavesNoShareOfWhatIsDeletedAtOnce() throws Exception {
        for (int round = 0; round < 20; round++) {
            var path = "/images/" + create(owner);
            AtOnce.each(
                    List.of(
                            () -> calls.call(owner, "POST", path + "/share", null),
                            () -> calls.call(owner, "DELETE", path, null)));
        }
        assertThat(
                        database.queryForList(
                                "select * from image_shares s join images i on i.id = s.image_id"
                                        + " where i.deleted_at > 0 and i.user_id = ?",
                                owner.userId()))
                .isEmpty();
    }

    @Test
    void refusesATakenNameAndAMissingAddress() {
        var wanted = new HashMap<>(ImageExamples.newImage());
        assertThat(calls.post(owner, "/images", wanted).status()).isEqualTo(200);
        assertThat(calls.post(owner, "/images", wanted).code()).isEqualTo("image.exists");
        assertThat(calls.post(calls.newUser(), "/images", wanted).status()).isEqualTo(200);
        wanted.put("imageAddr", "");
        var answer = calls.post(owner, "/images", wanted);
        assertThat(answer.code()).isEqualTo("invalid-request");
        assertThat(answer.json().path("errors").findValuesAsString("field"))
                .containsExactly("imageAddr");
        wanted.put("sourceType", "UPLOADED");
        assertThat(calls.post(owner, "/images", wanted).code()).isEqualTo("unavailable");
    }

    @Test
    void findsByEveryFilter() {
        var id = create(owner);
        for (var filter :
                Map.<String, Object>of(
                                "imageNameLike", "i",
                                "imageType", "TRAINING",
                                "sourceType", "REMOTE",
                                "imageStatus", "MADE",
                                "imageVersion", "v1",
                                "searchKey", "v1")
                        .entrySet()) {
            assertThat(mine(Map.of(filter.getKey(), filter.getValue())))
                    .as(filter.toString())
                    .isEqualTo(1);
        }
        assertThat(mine(Map.of("imageType", "NOTEBOOK"))).isZero();
        assertThat(mine(Map.of("searchKey", "%"))).isZero();
        assertThat(id).hasSize(32);
    }

    @Test
    void listsAPageWithFourStatements() throws Exception {
        for (int i = 0; i < 3; i++) {
            create(owner);
        }
        for (int size : new int[] {1, 3}) {
            var query =
                    new ImageQuery(
                            1, size, null, null, null, null, null, null, null, null, null, null,
                            null);
            int count =
                    AsCaller.call(
                            owner,
                            () -> StatementCounter.count(() -> controller.searchMine(query)));
            // Page, total, users, shares; the default workspace has no name to look up.
            assertThat(count).isEqualTo(4);
        }
    }

    private int mine(Map<String, Object> filters) {
        var query = new HashMap<>(filters);
        query.put("pageIndex", 1);
        query.put("pageSize", 9);
        return calls.post(owner, "/images/mine/search", query).json().path("totalSize").asInt(-1);
    }

    private String create(Caller caller) {
        var answer = calls.post(caller, "/images", ImageExamples.newImage());
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json().path("imageId").asString();
    }

    private Images.Usable usable(String id, Caller caller) {
        return images.requireUsable(
                id,
                ImageType.TRAINING,
                caller,
                ErrorCode.TRAINING_IMAGE_FORBIDDEN,
                ErrorCode.TRAINING_IMAGE_STATE);
    }
}
