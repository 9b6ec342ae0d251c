package cn.ac.pcl.octopus.surface;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The record that a request carries besides its path: in the JSON body where the Content-Type says
 * JSON, whatever the verb, else in the query or form. It is decoded before the caller is known, and
 * validated after.
 */
@Documented
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface Input {}
