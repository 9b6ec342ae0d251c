package cn.ac.pcl.octopus.base.user;

import cn.ac.pcl.octopus.base.testing.OwnershipExamples;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

@Component
class UserExamples implements OwnershipExamples {
    private static final String PASSWORD = "a fine password";

    @Override
    public void describe(Book book) {
        book.add("POST /users/authenticate", scene -> login(newUser(scene).email()))
                .add(
                        "POST /administrators/authenticate",
                        scene ->
                                Example.of(
                                        Map.of(
                                                "username", "root",
                                                "password", "a password for tests")))
                .add("GET /users/me", scene -> Example.plain())
                .add(
                        "POST /users/search",
                        s -> {
                            var user = newUser(s);
                            return Example.of(
                                            Map.of(
                                                    "pageIndex",
                                                    1,
                                                    "pageSize",
                                                    9,
                                                    "email",
                                                    user.email()))
                                    .seeking(List.of(new Mark("the user", user.id())));
                        })
                .add("GET /users/{userId}", scene -> on(newUser(scene), null))
                .add("POST /users", scene -> Example.of(body(email())))
                .add(
                        "PUT /users/{userId}",
                        scene -> on(newUser(scene), Map.of("fullName", "Renamed")))
                .add("POST /users/{userId}/freeze", scene -> on(newUser(scene), null))
                .add("POST /users/{userId}/thaw", scene -> on(newUser(scene), null))
                .read("GET /users/me", (s, n) -> Reading.one(s.owner(), Example.plain()))
                .read("POST /users/search", (s, n) -> Reading.page(s.administrator(), n))
                .read(
                        "GET /users/{userId}",
                        (s, n) -> Reading.one(s.administrator(), on(newUser(s), null)));
    }

    private record NewUser(String id, String email) {}

    private static NewUser newUser(Scene scene) {
        var email = email();
        var answer = scene.calls().post(scene.administrator(), "/users", body(email));
        return new NewUser(answer.json().path("id").asString(), email);
    }

    private static Example on(NewUser user, @Nullable Map<String, ?> body) {
        return Example.of(Map.of("userId", user.id()), body);
    }

    private static Example login(String email) {
        return Example.of(Map.of("username", email, "password", PASSWORD));
    }

    private static String email() {
        return UUID.randomUUID() + "@example.org";
    }

    private static Map<String, String> body(String email) {
        return Map.of(
                "fullName", "Somebody", "email", email, "password", PASSWORD, "gender", "MALE");
    }
}
