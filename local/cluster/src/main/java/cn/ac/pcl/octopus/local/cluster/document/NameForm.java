package cn.ac.pcl.octopus.local.cluster.document;

import java.util.regex.Pattern;

/** The forms that names, labels and annotations have. */
public enum NameForm {
    LABEL(
            "(?=.{1,63}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?",
            "a lowercase RFC 1123 label must consist of at most 63 lower case alphanumeric"
                    + " characters or '-', and must start and end with an alphanumeric character"),
    SUBDOMAIN(
            "(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*",
            "a lowercase RFC 1123 subdomain must consist of at most 253 lower case alphanumeric"
                    + " characters, '-' or '.', and must start and end with an alphanumeric"
                    + " character"),
    /** The key of a label or annotation. */
    QUALIFIED_NAME(
            "([a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?/)?(?=[^/]{1,63}$)"
                    + "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]",
            "a qualified name must consist of at most 63 alphanumeric characters, '-', '_' or '.',"
                    + " start and end with an alphanumeric character, and may follow a DNS"
                    + " subdomain and '/'"),
    LABEL_VALUE(
            "(?=.{0,63}$)(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?",
            "a label's value must be empty or consist of at most 63 alphanumeric characters, '-',"
                    + " '_' or '.', and must start and end with an alphanumeric character");

    private final Pattern pattern;
    private final String rule;

    NameForm(String pattern, String rule) {
        this.pattern = Pattern.compile(pattern);
        this.rule = rule;
    }

    public boolean fits(String text) {
        return pattern.matcher(text).matches();
    }

    /** What a text of this form is like, for messages. */
    public String rule() {
        return rule;
    }
}
