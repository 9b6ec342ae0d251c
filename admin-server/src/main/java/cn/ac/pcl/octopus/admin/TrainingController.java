package cn.ac.pcl.octopus.admin;

import cn.ac.pcl.octopus.base.api.TrainJob;
import cn.ac.pcl.octopus.base.api.TrainingApi;
import cn.ac.pcl.octopus.base.api.TrainingQuery;
import cn.ac.pcl.octopus.surface.Input;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Everybody's training jobs. */
@RestController
@RequestMapping("/v1/trainmanage/trainjob")
class TrainingController {

    private final TrainingApi trainings;

    TrainingController(TrainingApi trainings) {
        this.trainings = trainings;
    }

    @PostMapping("/{id}/stop")
    TrainingApi.Stopped stop(@PathVariable String id) {
        return trainings.stop(id);
    }

    @GetMapping("/{id}")
    Detail get(@PathVariable String id) {
        return new Detail(trainings.get(id));
    }

    @GetMapping
    Jobs list(@Input TrainingQuery query) {
        var page = trainings.list(query);
        return new Jobs(page.totalSize(), page.items());
    }

    /** One job. */
    record Detail(TrainJob trainJob) {}

    /** One page of jobs. */
    record Jobs(long totalSize, List<TrainJob> trainJobs) {}
}
