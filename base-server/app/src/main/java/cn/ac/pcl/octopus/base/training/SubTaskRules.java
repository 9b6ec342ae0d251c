package cn.ac.pcl.octopus.base.training;

import cn.ac.pcl.octopus.base.Refusal;
import cn.ac.pcl.octopus.base.api.ErrorCode;
import cn.ac.pcl.octopus.base.api.NewTraining;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** What the sub-tasks of a job must be like among themselves. Pure. */
final class SubTaskRules {
    /** Characters of all commands and parameters of a job together: every list shows them. */
    static final int LONGEST_TEXT = 65_536;

    private SubTaskRules() {}

    /** Passes a job whose commands and parameters are not too long in all. */
    static void checkLength(NewTraining wanted) {
        long length = 0;
        for (NewTraining.SubTask subTask : wanted.config()) {
            length += subTask.command().length();
            List<NewTraining.Parameter> parameters =
                    Objects.requireNonNullElse(subTask.parameters(), List.of());
            for (NewTraining.Parameter parameter : parameters) {
                length += Objects.requireNonNullElse(parameter.key(), "").length();
                length += Objects.requireNonNullElse(parameter.value(), "").length();
            }
        }
        if (length > LONGEST_TEXT) {
            throw Refusal.invalid(
                    "config",
                    "has more than " + LONGEST_TEXT + " characters of commands and parameters");
        }
    }

    /** The sub-tasks; a job that is not distributed has one, of one replica. */
    static List<NewTraining.SubTask> shaped(NewTraining wanted) {
        if (wanted.isDistributed()) {
            return wanted.config();
        }
        if (wanted.config().size() != 1) {
            throw Refusal.invalid("config", "has exactly one sub-task unless it is distributed");
        }
        NewTraining.SubTask only = wanted.config().getFirst();
        return List.of(
                new NewTraining.SubTask(
                        only.name(),
                        only.command(),
                        only.parameters(),
                        only.resourceSpecId(),
                        1,
                        1,
                        1,
                        only.isMainRole()));
    }

    static void check(List<NewTraining.SubTask> subTasks, int mostReplicas) {
        Set<String> names = new HashSet<>();
        long replicas = 0;
        for (int i = 0; i < subTasks.size(); i++) {
            NewTraining.SubTask subTask = subTasks.get(i);
            String field = "config[" + i + "].";
            if (subTask.minFailedTaskCount() > subTask.taskNumber()) {
                throw Refusal.invalid(field + "minFailedTaskCount", "is more than taskNumber");
            }
            if (subTask.minSucceededTaskCount() > subTask.taskNumber()) {
                throw Refusal.invalid(field + "minSucceededTaskCount", "is more than taskNumber");
            }
            replicas += subTask.taskNumber();
            if (!names.add(Objects.requireNonNullElse(subTask.name(), ""))) {
                throw Refusal.of(ErrorCode.TRAINING_CONFIG_REPEATED);
            }
        }
        if (replicas > mostReplicas) {
            throw Refusal.invalid("config", "has more than " + mostReplicas + " replicas in all");
        }
    }
}
