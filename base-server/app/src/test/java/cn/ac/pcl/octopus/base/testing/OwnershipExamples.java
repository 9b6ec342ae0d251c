package cn.ac.pcl.octopus.base.testing;

import cn.ac.pcl.octopus.identity.Caller;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How the endpoints of a feature are called in the ownership matrix. Each feature has one bean of
 * this type in its tests.
 */
public interface OwnershipExamples {
    void describe(Book book);

    /**
     * Who takes part. The object of a call belongs to the owner.
     *
     * @param workspaceId the workspace of owner and member
     */
    record Scene(
            Caller owner,
            Caller member,
            Caller other,
            Caller administrator,
            String workspaceId,
            TestCalls calls) {}

    /**
     * One call.
     *
     * @param variables values of the path by name
     * @param query what follows the path, empty or with its question mark
     */
    record Example(Map<String, String> variables, String query, @Nullable Object body) {
        public static Example of(Map<String, String> variables, @Nullable Object body) {
            return new Example(variables, "", body);
        }

        public static Example of(@Nullable Object body) {
            return of(Map.of(), body);
        }

        public static Example plain() {
            return of(Map.of(), null);
        }
    }

    /** The examples of all features by endpoint, such as {@code GET /users/{userId}}. */
    final class Book {
        private final Map<String, Function<Scene, Example>> examples = new LinkedHashMap<>();

        /**
         * @param example makes a fresh object of the owner where the call uses one up; it is asked
         *     once per caller
         */
        public Book add(String endpoint, Function<Scene, Example> example) {
            if (examples.putIfAbsent(endpoint, example) != null) {
                throw new IllegalArgumentException("Two examples of " + endpoint);
            }
            return this;
        }

        @Nullable Function<Scene, Example> find(String endpoint) {
            return examples.get(endpoint);
        }
    }
}
