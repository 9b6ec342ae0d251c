package cn.ac.pcl.octopus.base.api;

/** Whether an account may be used. */
public enum UserStatus implements WireNumber {
    /** Login and every call are refused; what runs keeps running. */
    FROZEN(1),
    /** May be used. */
    ACTIVE(2);

    private final int number;

    UserStatus(int number) {
        this.number = number;
    }

    @Override
    public int number() {
        return number;
    }
}
