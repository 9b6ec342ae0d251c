package cn.ac.pcl.octopus.openai;

import cn.ac.pcl.octopus.base.api.NewTraining;
import cn.ac.pcl.octopus.base.api.TrainJob;
import cn.ac.pcl.octopus.base.api.TrainingApi;
import cn.ac.pcl.octopus.base.api.TrainingQuery;
import cn.ac.pcl.octopus.surface.Input;
import java.util.List;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Training jobs of users. */
@RestController
@RequestMapping("/v1/trainmanage/trainjob")
class TrainingController {

    private final TrainingApi trainings;

    TrainingController(TrainingApi trainings) {
        this.trainings = trainings;
    }

    @PostMapping
    TrainingApi.Created create(@Input NewTraining training) {
        return trainings.create(training);
    }

    @PostMapping("/{id}/stop")
    TrainingApi.Stopped stop(@PathVariable String id) {
        return trainings.stop(id);
    }

    @DeleteMapping
    TrainingApi.Deleted delete(@Input TrainingApi.Selection jobs) {
        return trainings.delete(jobs);
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
