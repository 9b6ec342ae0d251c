package cn.ac.pcl.octopus.base.api;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import jakarta.validation.ReportAsSingleViolation;
import jakarta.validation.constraints.Pattern;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A text of one line that shows something, such as a name: no control characters, and not only
 * blanks. What is absent or empty passes; other rules decide about that.
 */
@Documented
@Constraint(validatedBy = {})
@Pattern(
        regexp =
                "|[^\\p{Cc}\\p{Zl}\\p{Zp}]*[^\\p{Cc}\\p{Zl}\\p{Zp}\\p{Zs}][^\\p{Cc}\\p{Zl}\\p{Zp}]*")
@ReportAsSingleViolation
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
public @interface SingleLine {
    /** What is wrong. */
    String message() default "must be one line that shows something";

    /** When it is checked. */
    Class<?>[] groups() default {};

    /** What goes along. */
    Class<? extends Payload>[] payload() default {};
}
