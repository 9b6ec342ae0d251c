package cn.ac.pcl.octopus.base.testing;

import cn.ac.pcl.octopus.base.BaseServerApplication;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ContextConfiguration;

/**
 * The whole service on a port of its own, with its production configuration, against real stores of
 * this machine. All tests with this annotation share one process and one schema: make what you need
 * under fresh names, and count on nothing else being there or not.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(classes = BaseServerApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT)
@Tag("stores")
@ContextConfiguration(initializers = TestPlatform.class)
@Import(TestConfiguration.class)
public @interface ServiceTest {}
