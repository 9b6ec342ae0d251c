package cn.ac.pcl.octopus.base.user;

import cn.ac.pcl.octopus.base.Ids;
import cn.ac.pcl.octopus.base.Refusal;
import cn.ac.pcl.octopus.base.api.ErrorCode;
import cn.ac.pcl.octopus.base.api.UserApi.NewUser;
import cn.ac.pcl.octopus.base.api.UserApi.UserChange;
import cn.ac.pcl.octopus.base.api.UserApi.UserQuery;
import cn.ac.pcl.octopus.base.database.Filter;
import cn.ac.pcl.octopus.base.database.Sorting;
import cn.ac.pcl.octopus.base.tasks.BackgroundTasks;
import cn.ac.pcl.octopus.base.user.User.Profile;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.data.domain.Page;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/** Who there is. Other features ask for names; everything else serves the interface of users. */
@Service
public class Users {
    private static final Sorting SORTING =
            Sorting.by(
                    Map.of(
                            "createdAt", "createdAt",
                            "updatedAt", "updatedAt",
                            "fullName", "fullName",
                            "email", "email",
                            "status", "status"),
                    "id");

    private final UserRepository users;
    private final Passwords passwords;
    private final BackgroundTasks tasks;
    private final ApplicationEventPublisher events;
    private final TransactionTemplate transactions;
    private final Clock clock;

    Users(
            UserRepository users,
            Passwords passwords,
            BackgroundTasks tasks,
            ApplicationEventPublisher events,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.users = users;
        this.passwords = passwords;
        this.tasks = tasks;
        this.events = events;
        this.transactions = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /** Name of the claim over the shared volume that a user has in its namespace. */
    public static String claimOf(String userId) {
        return KubernetesIdentity.claimOf(userId);
    }

    /** Those of the ids that are users, by id; one statement however many there are. */
    @Transactional(readOnly = true)
    public Map<String, Person> people(Collection<String> ids) {
        return ids.isEmpty()
                ? Map.of()
                : users.people(ids).stream()
                        .collect(Collectors.toMap(Person::id, Function.identity()));
    }

    /** Full names by id of those of the ids that are users. */
    @Transactional(readOnly = true)
    public Map<String, String> names(Collection<String> ids) {
        return people(ids).values().stream()
                .collect(Collectors.toMap(Person::id, Person::fullName));
    }

    @Transactional(readOnly = true)
    public Optional<Person> find(String id) {
        return users.findById(id)
                .map(user -> new Person(user.id(), user.profile().fullName(), user.email()));
    }

    /** Id of the user of an e-mail and password. */
    User authenticate(String email, String password) {
        var user = users.findByEmail(email).orElse(null);
        if (!passwords.matches(password, user == null ? null : user.passwordHash())
                || user == null) {
            throw Refusal.of(ErrorCode.WRONG_CREDENTIALS);
        }
        if (user.isFrozen()) {
            throw Refusal.of(ErrorCode.ACCOUNT_FROZEN);
        }
        return user;
    }

    @Transactional(readOnly = true)
    User get(String id) {
        return users.findById(id).orElseThrow(() -> Refusal.of(ErrorCode.USER_NOT_FOUND));
    }

    @Transactional(readOnly = true)
    Page<User> search(UserQuery query) {
        return users.search(
                Filter.exactly(query.fullName()),
                Filter.exactly(query.email()),
                Filter.exactly(query.phone()),
                query.status(),
                Filter.containing(query.searchKey()),
                SORTING.page(query));
    }

    /**
     * The user, its account and its identity in Kubernetes, or none of them. No transaction is open
     * while the password is hashed.
     */
    User create(NewUser wanted) {
        var hash = passwords.hash(wanted.password());
        var profile =
                new Profile(wanted.fullName(), wanted.gender(), Filter.exactly(wanted.phone()));
        return inTransaction(() -> {
            var user =
                    store(new User(profile, wanted.email(), hash, Ids.random(), clock.instant()));
            events.publishEvent(new UserCreated(user.id()));
            tasks.schedule(
                    KubernetesIdentityTask.NAME,
                    user.id(),
                    new KubernetesIdentityTask.Owner(user.id()));
            return user;
        });
    }

    /** Changes what is given; no transaction is open while a password is hashed. */
    User update(String id, UserChange change) {
        var hash = change.newPassword().map(passwords::hash).orElse(null);
        return inTransaction(() -> update(id, change, hash));
    }

    private User update(String id, UserChange change, @Nullable String passwordHash) {
        var user = get(id);
        var old = user.profile();
        var name = Filter.exactly(change.fullName());
        var phone = Filter.exactly(change.phone());
        var gender = change.gender();
        user.correct(
                new Profile(
                        name == null ? old.fullName() : name,
                        gender == null ? old.gender() : gender,
                        phone == null ? old.phone() : phone),
                clock.instant());
        if (passwordHash != null) {
            user.changePassword(passwordHash, clock.instant());
        }
        return store(user);
    }

    @Transactional
    User freeze(String id) {
        var user = get(id);
        user.freeze(clock.instant());
        return user;
    }

    @Transactional
    User thaw(String id) {
        var user = get(id);
        user.thaw(clock.instant());
        return user;
    }

    /** The next ids after one, in order. */
    @Transactional(readOnly = true)
    List<String> idsAfter(String id, int most) {
        return users.idsAfter(id, most);
    }

    private User inTransaction(Supplier<User> work) {
        return Objects.requireNonNull(transactions.execute(_ -> work.get()));
    }

    /** The unique keys of the table decide, so that two requests at once cannot both win. */
    private User store(User user) {
        try {
            return users.saveAndFlush(user);
        } catch (DataIntegrityViolationException e) {
            throw new Refusal(ErrorCode.USER_EXISTS, ErrorCode.USER_EXISTS.title(), e);
        }
    }
}
