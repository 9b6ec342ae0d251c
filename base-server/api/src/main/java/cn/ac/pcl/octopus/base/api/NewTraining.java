package cn.ac.pcl.octopus.base.api;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A training job to start.
 *
 * @param name unique among the jobs of the user in the workspace
 * @param desc free text
 * @param isDistributed whether there may be several sub-tasks and replicas
 * @param config the sub-tasks; exactly one unless distributed
 */
public record NewTraining(
        @NotBlank @Size(max = 30) @SingleLine String name,
        @Nullable @Size(max = 300) String desc,
        @NotBlank String algorithmId,
        @NotNull VersionNumber algorithmVersion,
        @NotBlank String imageId,
        @NotBlank String dataSetId,
        @NotNull VersionNumber dataSetVersion,
        boolean isDistributed,
        @NotEmpty @Size(max = 64) List<@Valid @NotNull SubTask> config) {

    /** What a process can be told: a zero would end the text. */
    static final String SPEAKABLE = "[^\\x00]*";

    /**
     * A role of the job: some replicas of one command on one resource spec.
     *
     * @param name unique in the job when the job is distributed
     * @param command shell text, run in the folder of the algorithm
     * @param parameters given to the command as {@code --key=value}
     * @param taskNumber how many replicas
     * @param minFailedTaskCount failed replicas at which the sub-task has failed
     * @param minSucceededTaskCount succeeded replicas at which the sub-task has succeeded
     * @param isMainRole whether its end is the end of the job
     */
    public record SubTask(
            @Nullable @Size(max = 30) String name,
            @NotBlank @Size(max = 20_000) @Pattern(regexp = SPEAKABLE) String command,
            @Nullable @Size(max = 200) List<@Valid @NotNull Parameter> parameters,
            @NotBlank String resourceSpecId,
            @Min(1) int taskNumber,
            @Min(1) int minFailedTaskCount,
            @Min(1) int minSucceededTaskCount,
            boolean isMainRole) {}

    /** One parameter of a command; left out when its key or its value is empty. */
    public record Parameter(
            @Nullable @Size(max = 256) @Pattern(regexp = SPEAKABLE) String key,
            @Nullable @Size(max = 20_000) @Pattern(regexp = SPEAKABLE) String value) {}
}
