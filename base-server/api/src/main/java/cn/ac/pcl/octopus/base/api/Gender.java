package cn.ac.pcl.octopus.base.api;

/** As people state it in their profile. */
public enum Gender implements WireNumber {
    MALE(1),
    FEMALE(2);

    private final int number;

    Gender(int number) {
        this.number = number;
    }

    @Override
    public int number() {
        return number;
    }
}
