package cn.ac.pcl.octopus.base.user;

import static org.assertj.core.api.Assertions.assertThat;

import cn.ac.pcl.octopus.base.api.Gender;
import cn.ac.pcl.octopus.base.api.UserApi.NewUser;
import cn.ac.pcl.octopus.base.api.UserApi.UserChange;
import cn.ac.pcl.octopus.base.api.UserApi.UserQuery;
import cn.ac.pcl.octopus.base.tasks.BackgroundTasks;
import cn.ac.pcl.octopus.base.testing.ServiceTest;
import cn.ac.pcl.octopus.base.testing.StatementCounter;
import cn.ac.pcl.octopus.base.testing.TestCalls;
import cn.ac.pcl.octopus.identity.Caller;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;

@ServiceTest
class UsersIT {
    private static final String PASSWORD = "correct horse battery";

    private final Caller nobody = Caller.nobody("test");
    private final String email = UUID.randomUUID() + "@example.org";
    private final TestCalls calls;
    private final Users users;
    private final UserRepository repository;
    private final BackgroundTasks tasks;
    private final ApplicationEventPublisher events;
    private final PlatformTransactionManager transactions;

    @Autowired
    UsersIT(
            TestCalls calls,
            Users users,
            UserRepository repository,
            BackgroundTasks tasks,
            ApplicationEventPublisher events,
            PlatformTransactionManager transactions) {
        this.calls = calls;
        this.users = users;
        this.repository = repository;
        this.tasks = tasks;
        this.events = events;
        this.transactions = transactions;
    }

    @Test
    void createsAUserWhoCanLogIn() {
        var id = create(Map.of());
        var answer = login(email, PASSWORD);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("userId").asString()).isEqualTo(id);
        var me = calls.get(Caller.user(id, "", "test"), "/users/me").json();
        assertThat(me.path("email").asString()).isEqualTo(email);
        assertThat(me.path("status").asString()).isEqualTo("ACTIVE");
        assertThat(me.path("gender").asString()).isEqualTo("MALE");
        assertThat(me.path("phone").asString()).isEmpty();
        assertThat(answer.json().path("updatedAt")).isEqualTo(me.path("updatedAt"));
    }

    /** By which a surface notices that the password it has sent is not the user's any more. */
    @Test
    void tellsThatAPasswordWasChanged() {
        var id = create(Map.of());
        var before = login(email, PASSWORD).json().path("updatedAt").asString();
        var change = Map.of("password", "another password");
        calls.call(calls.administrator(), "PUT", "/users/" + id, change);
        var me = calls.get(Caller.user(id, "", "test"), "/users/me").json();
        assertThat(me.path("updatedAt").asString()).isNotEqualTo(before);
    }

    /** Which is slow, and connections are few. */
    @Test
    void hashesPasswordsWhileNoTransactionIsOpen() {
        var seen = new ArrayList<Boolean>();
        var passwords =
                new Passwords() {
                    @Override
                    String hash(String password) {
                        seen.add(TransactionSynchronizationManager.isActualTransactionActive());
                        return super.hash(password);
                    }
                };
        var watched =
                new Users(repository, passwords, tasks, events, transactions, Clock.systemUTC());
        var user = watched.create(new NewUser("Somebody", email, null, PASSWORD, Gender.MALE));
        watched.update(user.id(), new UserChange(null, "another password", null, null));
        assertThat(seen).containsExactly(false, false);
        assertThat(login(email, "another password").status()).isEqualTo(200);
    }

    @Test
    void answersTheSameForAnUnknownAccountAndAWrongPassword() {
        create(Map.of());
        var wrong = login(email, "something else");
        var unknown = login("nobody@example.org", PASSWORD);
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.code()).isEqualTo("wrong-credentials");
        assertThat(unknown.json()).isEqualTo(wrong.json());
    }

    @Test
    void tellsOfAFrozenAccountOnlyToItsOwner() {
        var id = create(Map.of());
        var frozen = calls.call(calls.administrator(), "POST", "/users/" + id + "/freeze", null);
        assertThat(frozen.json().path("freezedAt").asString()).isNotEmpty();
        assertThat(login(email, "something else").code()).isEqualTo("wrong-credentials");
        assertThat(login(email, PASSWORD).code()).isEqualTo("account.frozen");
        assertThat(calls.get(Caller.user(id, "", "test"), "/users/me").code())
                .isEqualTo("account.frozen");
        calls.call(calls.administrator(), "POST", "/users/" + id + "/thaw", null);
        assertThat(login(email, PASSWORD).status()).isEqualTo(200);
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void writesNoAddressThatIsTakenToTheLog(CapturedOutput log) {
        create(Map.of());
        assertThat(tryToCreate(Map.of()).code()).isEqualTo("user.exists");
        assertThat(log.getAll()).doesNotContain(email);
    }

    @Test
    void refusesASecondAccountOfTheSameEmailOrPhone() {
        var phone = "139" + Math.floorMod(UUID.randomUUID().getLeastSignificantBits(), 90000000L);
        phone = phone + "0".repeat(11 - phone.length());
        create(Map.of("phone", phone));
        assertThat(tryToCreate(Map.of()).code()).isEqualTo("user.exists");
        assertThat(tryToCreate(Map.of("email", email.toUpperCase(Locale.ROOT))).code())
                .isEqualTo("user.exists");
        assertThat(
                        tryToCreate(Map.of("email", UUID.randomUUID() + "@b.org", "phone", phone))
                                .code())
                .isEqualTo("user.exists");
    }

    @Test
    void namesEveryFieldThatBreaksARule() {
        var answer =
                tryToCreate(Map.of("email", "no address", "password", "short", "phone", "12345"));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("invalid-request");
        assertThat(answer.json().path("errors").findValuesAsString("field"))
                .containsExactlyInAnyOrder("email", "password", "phone");
    }

    @Test
    void refusesABodyOfWrongTypes() {
        var admin = calls.administrator();
        for (var body :
                new String[] {"{\"fullName\": 5}", "{\"gender\": 1}", "[]", "{", "\"text\"", ""}) {
            assertThat(calls.post(admin, "/users", body).code())
                    .as(body)
                    .isEqualTo("unreadable-body");
        }
    }

    @Test
    void changesWhatIsGivenAndNothingElse() {
        var id = create(Map.of());
        var change = Map.of("fullName", "Another", "password", "another password");
        var view = calls.call(calls.administrator(), "PUT", "/users/" + id, change).json();
        assertThat(view.path("fullName").asString()).isEqualTo("Another");
        assertThat(view.path("email").asString()).isEqualTo(email);
        assertThat(view.path("gender").asString()).isEqualTo("MALE");
        assertThat(login(email, PASSWORD).status()).isEqualTo(401);
        assertThat(login(email, "another password").status()).isEqualTo(200);
    }

    @Test
    void findsWhatWasTypedAndNoWildcards() {
        var mark = UUID.randomUUID().toString().substring(0, 8);
        create(Map.of("fullName", "100% " + mark));
        assertThat(search(Map.of("searchKey", "0% " + mark))).isEqualTo(1);
        assertThat(search(Map.of("searchKey", "1_0% " + mark))).isZero();
        assertThat(search(Map.of("email", email))).isEqualTo(1);
        assertThat(search(Map.of("email", email, "status", "FROZEN"))).isZero();
    }

    @Test
    void sortsByKnownFieldsOnly() {
        var body = Map.of("pageIndex", 1, "pageSize", 10, "sortBy", "password", "orderBy", "asc");
        var answer = calls.post(calls.administrator(), "/users/search", body);
        assertThat(answer.code()).isEqualTo("invalid-request");
        assertThat(answer.json().path("errors").findValuesAsString("field"))
                .containsExactly("sortBy");
    }

    @Test
    void listsAPageWithTwoStatements() throws Exception {
        for (var i = 0; i < 3; i++) {
            tryToCreate(Map.of("email", UUID.randomUUID() + "@example.org"));
        }
        for (var size : new int[] {1, 3}) {
            var query = new UserQuery(1, size, null, null, null, null, null, "example", null);
            assertThat(StatementCounter.count(() -> users.search(query))).isEqualTo(2);
        }
    }

    @Test
    void logsTheConfiguredAdministratorIn() {
        assertThat(calls.administrator().userId()).hasSize(32);
        var answer =
                calls.post(
                        nobody,
                        "/administrators/authenticate",
                        Map.of("username", "root", "password", "wrong"));
        assertThat(answer.code()).isEqualTo("wrong-credentials");
    }

    private long search(Map<String, Object> filters) {
        var body = new HashMap<>(filters);
        body.put("pageIndex", 1);
        body.put("pageSize", 10);
        return calls.post(calls.administrator(), "/users/search", body)
                .json()
                .path("totalSize")
                .asLong(-1);
    }

    private String create(Map<String, Object> changes) {
        var answer = tryToCreate(changes);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json().path("id").asString();
    }

    private TestCalls.Answer tryToCreate(Map<String, Object> changes) {
        var body = new HashMap<String, Object>();
        body.put("fullName", "Somebody");
        body.put("email", email);
        body.put("password", PASSWORD);
        body.put("gender", "MALE");
        body.putAll(changes);
        return calls.post(calls.administrator(), "/users", body);
    }

    private TestCalls.Answer login(String username, String password) {
        return calls.post(
                nobody, "/users/authenticate", Map.of("username", username, "password", password));
    }
}
