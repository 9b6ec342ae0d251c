package cn.ac.pcl.octopus.base.training;

import org.springframework.data.jpa.repository.JpaRepository;

interface StoredManifestRepository extends JpaRepository<StoredManifest, String> {}
