package cn.ac.pcl.octopus.base.image;

import org.springframework.data.jpa.repository.JpaRepository;

interface ImageShareRepository extends JpaRepository<ImageShare, ImageShare.Key> {}
