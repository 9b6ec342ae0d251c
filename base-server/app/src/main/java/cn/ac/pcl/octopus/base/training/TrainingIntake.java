package cn.ac.pcl.octopus.base.training;

import cn.ac.pcl.octopus.base.Refusal;
import cn.ac.pcl.octopus.base.algorithm.Algorithms;
import cn.ac.pcl.octopus.base.dataset.Datasets;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Takes a planned job in. While it was planned, what it mounts may have been deleted: either the
 * deletion is seen here, or whoever frees the place sees the job. The rows are held in this order
 * everywhere: algorithm, dataset, job.
 */
@Component
class TrainingIntake {
    private final Algorithms algorithms;
    private final Datasets datasets;
    private final TrainingRuns runs;

    TrainingIntake(Algorithms algorithms, Datasets datasets, TrainingRuns runs) {
        this.algorithms = algorithms;
        this.datasets = datasets;
        this.runs = runs;
    }

    /**
     * Stores the job, to be submitted soon.
     *
     * @throws Refusal as missing when the data or the code is gone; as existing when there is a job
     *     of its name by now
     */
    @Transactional
    void accept(TrainingPlanner.Plan plan) {
        TrainingRun.Materials materials = plan.run().materials();
        algorithms.hold(materials.algorithmId(), materials.algorithmVersion());
        datasets.hold(materials.datasetId(), materials.datasetVersion());
        runs.accept(plan.run(), plan.manifest());
    }
}
