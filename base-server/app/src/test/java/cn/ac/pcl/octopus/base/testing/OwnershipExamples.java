package cn.ac.pcl.octopus.base.testing;

import cn.ac.pcl.octopus.identity.Caller;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How the endpoints of a feature are called in the ownership matrix and when statements are
 * counted. Each feature has one bean of this type in its tests.
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
            TestCalls calls) {
        /** That many users, as unlike as there are; the owner is the first. */
        public List<Caller> users(int count) {
            return List.of(owner, other, member).subList(0, count);
        }

        /** That many times somebody of the owner's workspace, in turn. */
        public List<Caller> workmates(int count) {
            return List.of(owner, member, owner).subList(0, count);
        }
    }

    /**
     * One call.
     *
     * @param variables values of the path by name
     * @param query what follows the path, empty or with its question mark
     * @param marks what the answer is searched for
     */
    record Example(
            Map<String, String> variables, String query, @Nullable Object body, List<Mark> marks) {
        public static Example of(Map<String, String> variables, @Nullable Object body) {
            return new Example(variables, "", body, List.of());
        }

        public static Example of(@Nullable Object body) {
            return of(Map.of(), body);
        }

        public static Example plain() {
            return of(Map.of(), null);
        }

        /** The same with something after its path. */
        public Example with(String query) {
            return new Example(variables, query, body, marks);
        }

        /** The same, whose row says which of these every caller sees. */
        public Example seeking(List<Mark> marks) {
            return new Example(variables, query, body, marks);
        }
    }

    /**
     * A thing that an answer shows or hides.
     *
     * @param name how the row calls it
     * @param text a JSON text, such as an id, that is in the answer when it shows the thing
     */
    record Mark(String name, String text) {}

    /**
     * A call that reads, as somebody who gets an answer.
     *
     * @param rows JSON pointer to the rows in the answer; null for an answer that has none
     */
    record Reading(Caller caller, Example example, @Nullable String rows) {
        /** A page of that many rows. */
        public static Reading page(Caller caller, Map<String, String> variables, int size) {
            var body = Map.of("pageIndex", 1, "pageSize", size);
            return new Reading(caller, Example.of(variables, body), "/items");
        }

        public static Reading page(Caller caller, int size) {
            return page(caller, Map.of(), size);
        }

        /** All there are, as a list. */
        public static Reading all(Caller caller, Example example) {
            return new Reading(caller, example, "");
        }

        public static Reading one(Caller caller, Example example) {
            return new Reading(caller, example, null);
        }
    }

    /** The examples of all features by endpoint, such as {@code GET /users/{userId}}. */
    final class Book {
        private final Map<String, Function<Scene, Example>> examples = new LinkedHashMap<>();
        private final Map<String, BiFunction<Scene, Integer, Reading>> readings =
                new LinkedHashMap<>();

        /**
         * @param endpoint verb and path; what sets the example apart from another of the same
         *     endpoint follows in brackets
         * @param example makes a fresh object of the owner where the call uses one up; it is asked
         *     once per caller
         */
        public Book add(String endpoint, Function<Scene, Example> example) {
            if (examples.putIfAbsent(endpoint, example) != null) {
                throw new IllegalArgumentException("Two examples of " + endpoint);
            }
            return this;
        }

        /**
         * @param reading makes as many fresh rows as it is told, as unlike each other as they can
         *     be, and says how to read them
         */
        public Book read(String endpoint, BiFunction<Scene, Integer, Reading> reading) {
            if (readings.putIfAbsent(endpoint, reading) != null) {
                throw new IllegalArgumentException("Two readings of " + endpoint);
            }
            return this;
        }

        @Nullable BiFunction<Scene, Integer, Reading> findReading(String endpoint) {
            return readings.get(endpoint);
        }

        @Nullable Function<Scene, Example> find(String endpoint) {
            return examples.get(endpoint);
        }
    }
}
