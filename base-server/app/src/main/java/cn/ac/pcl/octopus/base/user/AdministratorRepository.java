package cn.ac.pcl.octopus.base.user;

import java.util.Optional;
import org.springframework.data.jpa.repository.JpaRepository;

interface AdministratorRepository extends JpaRepository<Administrator, String> {
    Optional<Administrator> findByUsername(String username);
}
