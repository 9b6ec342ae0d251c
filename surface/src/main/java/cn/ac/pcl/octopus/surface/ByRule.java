package cn.ac.pcl.octopus.surface;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A version in a path for which the contract has a rule, so that a text that breaks it is an
 * invalid parameter; without the rule it is an invalid version.
 */
@Documented
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface ByRule {}
