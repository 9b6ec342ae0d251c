package cn.ac.pcl.octopus.base.api;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A moment that the database can be asked about: not before the epoch, not after the year 9999.
 * What is absent passes.
 */
@Documented
@Constraint(validatedBy = WithinCalendar.Validator.class)
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
public @interface WithinCalendar {
    /** The first second, since the epoch. */
    long FIRST = 0;

    /** The last second, since the epoch. */
    long LAST = 253_402_300_799L;

    /** What is wrong. */
    String message() default "must lie between the years 1970 and 9999";

    /** When it is checked. */
    Class<?>[] groups() default {};

    /** What goes along. */
    Class<? extends Payload>[] payload() default {};

    /** Compares seconds. */
    final class Validator implements ConstraintValidator<WithinCalendar, Instant> {
        @Override
        public boolean isValid(@Nullable Instant moment, ConstraintValidatorContext context) {
            return moment == null
                    || (moment.getEpochSecond() >= FIRST && moment.getEpochSecond() <= LAST);
        }
    }
}
