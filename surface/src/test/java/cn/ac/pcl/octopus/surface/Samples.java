package cn.ac.pcl.octopus.surface;

import cn.ac.pcl.octopus.base.api.VersionNumber;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Makes a value of any record of the contract, with nothing in it missing or empty. */
final class Samples {

    private Samples() {}

    static Object of(Type type) {
        if (type instanceof ParameterizedType generic) {
            var arguments = generic.getActualTypeArguments();
            if (generic.getRawType() == List.class) {
                return List.of(of(arguments[0]));
            }
            if (generic.getRawType() == Map.class) {
                return Map.of("key", of(arguments[1]));
            }
        }
        if (type instanceof Class<?> raw) {
            return ofClass(raw);
        }
        throw new AssertionError("No sample of " + type);
    }

    private static Object ofClass(Class<?> type) {
        if (type.isRecord()) {
            return ofRecord(type);
        }
        if (type.isEnum()) {
            return type.getEnumConstants()[0];
        }
        if (type == String.class) {
            return "text";
        }
        if (type == Instant.class) {
            return Instant.ofEpochSecond(5);
        }
        if (type == BigDecimal.class) {
            return new BigDecimal("1.50");
        }
        if (type == boolean.class) {
            return true;
        }
        if (type == int.class) {
            return 7;
        }
        if (type == long.class) {
            return 7L;
        }
        throw new AssertionError("No sample of " + type);
    }

    private static Object ofRecord(Class<?> type) {
        if (type == VersionNumber.class) {
            return VersionNumber.FIRST;
        }
        var components = type.getRecordComponents();
        try {
            var constructor =
                    type.getDeclaredConstructor(
                            Arrays.stream(components)
                                    .map(RecordComponent::getType)
                                    .toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return constructor.newInstance(
                    Arrays.stream(components).map(it -> of(it.getGenericType())).toArray());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("No sample of " + type, e);
        }
    }
}
