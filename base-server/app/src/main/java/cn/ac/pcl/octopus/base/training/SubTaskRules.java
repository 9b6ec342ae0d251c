package cn.ac.pcl.octopus.base.training;

import cn.ac.pcl.octopus.base.Refusal;
import cn.ac.pcl.octopus.base.api.ErrorCode;
import cn.ac.pcl.octopus.base.api.NewTraining;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** What the sub-tasks of a job must be like among themselves. Pure. */
final class SubTaskRules {
    /**
     * Bytes of all commands and parameters of a job together, as the shell gets them: every list
     * shows them, and Linux starts no program with more than 128 KiB in one word.
     */
    static final int LONGEST_TEXT = 65_536;

    private SubTaskRules() {}

    /** Passes a job whose commands and parameters are not too long in all. */
    static void checkLength(NewTraining wanted) {
        long bytes = 0;
        for (NewTraining.SubTask subTask : wanted.config()) {
            bytes += bytes(subTask.command());
            List<NewTraining.Parameter> parameters =
                    Objects.requireNonNullElse(subTask.parameters(), List.of());
            for (NewTraining.Parameter parameter : parameters) {
                bytes += bytes(ShellText.word(parameter));
            }
        }
        if (bytes > LONGEST_TEXT) {
            throw Refusal.invalid(
                    "config",
                    "has more than " + LONGEST_TEXT + " bytes of commands and parameters");
        }
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
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
