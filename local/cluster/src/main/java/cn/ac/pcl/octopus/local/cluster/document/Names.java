package cn.ac.pcl.octopus.local.cluster.document;

import java.util.Optional;
import java.util.regex.Pattern;

/** The syntax of names, labels and annotations. */
public final class Names {
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
    private static final Pattern SUBDOMAIN =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    private static final Pattern NAME_PART =
            Pattern.compile("([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]");

    private Names() {}

    /** What is wrong with a DNS label (RFC 1123), if anything. */
    public static Optional<String> labelProblem(String name) {
        if (name.length() > 63) {
            return Optional.of("must be no more than 63 characters");
        }
        return LABEL.matcher(name).matches()
                ? Optional.empty()
                : Optional.of(
                        "a lowercase RFC 1123 label must consist of lower case alphanumeric"
                                + " characters or '-', and must start and end with an alphanumeric"
                                + " character");
    }

    /** What is wrong with a DNS subdomain (RFC 1123), if anything. */
    public static Optional<String> subdomainProblem(String name) {
        if (name.length() > 253) {
            return Optional.of("must be no more than 253 characters");
        }
        return SUBDOMAIN.matcher(name).matches()
                ? Optional.empty()
                : Optional.of(
                        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric"
                                + " characters, '-' or '.', and must start and end with an"
                                + " alphanumeric character");
    }

    /** What is wrong with the key of a label or annotation, if anything. */
    public static Optional<String> qualifiedNameProblem(String key) {
        int slash = key.indexOf('/');
        String name = key.substring(slash + 1);
        if (slash == 0 || name.contains("/")) {
            return Optional.of("a qualified name must consist of a prefix and a name");
        }
        if (slash > 0) {
            Optional<String> prefix = subdomainProblem(key.substring(0, slash));
            if (prefix.isPresent()) {
                return prefix.map(problem -> "prefix part " + problem);
            }
        }
        if (name.isEmpty()) {
            return Optional.of("name part must be non-empty");
        }
        return partProblem(name).map(problem -> "name part " + problem);
    }

    /** What is wrong with the value of a label, if anything. */
    public static Optional<String> labelValueProblem(String value) {
        return value.isEmpty() ? Optional.empty() : partProblem(value);
    }

    private static Optional<String> partProblem(String part) {
        if (part.length() > 63) {
            return Optional.of("must be no more than 63 characters");
        }
        return NAME_PART.matcher(part).matches()
                ? Optional.empty()
                : Optional.of(
                        "must consist of alphanumeric characters, '-', '_' or '.', and must start"
                                + " and end with an alphanumeric character");
    }
}
