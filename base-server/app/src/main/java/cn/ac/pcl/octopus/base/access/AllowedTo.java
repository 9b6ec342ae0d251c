package cn.ac.pcl.octopus.base.access;

import cn.ac.pcl.octopus.identity.Role;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Roles that may call the methods of a controller, or one of them. Every endpoint says so: one that
 * does not keeps the service from starting, see {@link Endpoints}.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface AllowedTo {
    Role[] value();

    /**
     * Whether a user may call it whose current workspace is gone or has removed it. What somebody
     * needs to get out of such a workspace says true.
     */
    boolean outsideWorkspace() default false;
}
