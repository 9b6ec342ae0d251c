package cn.ac.pcl.octopus.local.containers;

import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.MinIOContainer;
import org.testcontainers.lifecycle.Startables;
import org.testcontainers.mysql.MySQLContainer;

/**
 * Starts the containers before the first test and tells the tests by system properties where they
 * are, as they would be told of any other store. Testcontainers removes them with the JVM.
 */
public final class ContainerStores implements LauncherSessionListener {
    private static final int REDIS_PORT = 6379;
    private static final String PASSWORD = "a-password-of-tests";

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        if (DockerClientFactory.instance().isDockerAvailable()) {
            start();
        }
    }

    // The containers live as long as the JVM; Testcontainers closes them.
    @SuppressWarnings({"resource", "MustBeClosedChecker"})
    private static void start() {
        var mysql =
                new MySQLContainer("mysql:8.4")
                        .withUsername("root")
                        .withPassword(PASSWORD)
                        .withCommand(
                                "--character-set-server=utf8mb4", "--default-time-zone=+00:00");
        var redis =
                new GenericContainer<>("redis:7.4")
                        .withExposedPorts(REDIS_PORT)
                        .withCommand("redis-server", "--requirepass", PASSWORD);
        var minio = new MinIOContainer("minio/minio").withPassword(PASSWORD);
        Startables.deepStart(mysql, redis, minio).join();
        System.setProperty(
                "octopus.test.jdbc-url",
                "jdbc:mysql://%s:%d/"
                        .formatted(
                                mysql.getHost(), mysql.getMappedPort(MySQLContainer.MYSQL_PORT)));
        System.setProperty("octopus.test.jdbc-user", "root");
        System.setProperty("octopus.test.jdbc-password", PASSWORD);
        System.setProperty(
                "octopus.test.redis", redis.getHost() + ":" + redis.getMappedPort(REDIS_PORT));
        System.setProperty("octopus.test.redis-password", PASSWORD);
        System.setProperty("octopus.test.s3", minio.getS3URL());
        System.setProperty("octopus.test.s3-access-key", minio.getUserName());
        System.setProperty("octopus.test.s3-secret-key", PASSWORD);
    }
}
