package cn.ac.pcl.octopus.identity;

/** A property without which a service cannot work is not set; ends the start with its name. */
public class MissingPropertyException extends IllegalStateException {

    private final String property;

    /** The property, and what it should hold. */
    public MissingPropertyException(String property, String meaning) {
        super("The property " + property + " is not set: " + meaning);
        this.property = property;
    }

    /** Name of the property. */
    public String property() {
        return property;
    }
}
