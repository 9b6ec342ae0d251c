package cn.ac.pcl.octopus.base.resource;

import java.util.Collection;
import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;

interface ResourceRepository extends JpaRepository<Resource, String> {
    List<Resource> findAllByOrderByName();

    List<Resource> findByNameIn(Collection<String> names);
}
