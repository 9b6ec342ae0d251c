package cn.ac.pcl.octopus.base.resource;

import org.springframework.data.jpa.repository.JpaRepository;

interface SpecRepository extends JpaRepository<StoredSpec, String> {}
