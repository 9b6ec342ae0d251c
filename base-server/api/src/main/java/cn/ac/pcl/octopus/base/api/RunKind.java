package cn.ac.pcl.octopus.base.api;

/** What a charge is for. */
public enum RunKind implements WireNumber {
    TRAIN_JOB(1),
    NOTEBOOK(2);

    private final int number;

    RunKind(int number) {
        this.number = number;
    }

    @Override
    public int number() {
        return number;
    }
}
