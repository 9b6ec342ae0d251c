package cn.ac.pcl.octopus.base.api;

/** Whether more may still be charged for a run. */
public enum PaymentStatus implements WireNumber {
    /** The run goes on. */
    PAYING(1),
    /** The run has ended and is paid. */
    COMPLETED(2);

    private final int number;

    PaymentStatus(int number) {
        this.number = number;
    }

    @Override
    public int number() {
        return number;
    }
}
