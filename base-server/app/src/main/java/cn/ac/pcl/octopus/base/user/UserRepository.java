package cn.ac.pcl.octopus.base.user;

import cn.ac.pcl.octopus.base.api.UserStatus;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.Pageable;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

interface UserRepository extends JpaRepository<User, String> {
    Optional<User> findByEmail(String email);

    @Query("select u.status from User u where u.id = :id")
    Optional<UserStatus> statusOf(String id);

    @Query(
            "select new cn.ac.pcl.octopus.base.user.Person(u.id, u.fullName, u.email)"
                    + " from User u where u.id in :ids")
    List<Person> people(Collection<String> ids);

    /** The next ids after one, in order. */
    @Query("select u.id from User u where u.id > :after order by u.id limit :most")
    List<String> idsAfter(String after, int most);

    @Query(
            """
            select u from User u
            where (:fullName is null or u.fullName = :fullName)
              and (:email is null or u.email = :email)
              and (:phone is null or u.phone = :phone)
              and (:status is null or u.status = :status)
              and (:key is null or u.fullName like :key escape '!' or u.email like :key escape '!')
            """)
    Page<User> search(
            @Nullable String fullName,
            @Nullable String email,
            @Nullable String phone,
            @Nullable UserStatus status,
            @Nullable String key,
            Pageable page);
}
