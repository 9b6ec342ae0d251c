package cn.ac.pcl.octopus.base.storage;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What an uploaded archive may become.
 *
 * @param archive largest archive
 * @param total largest content in all
 * @param file largest single file
 * @param entries most files and directories
 * @param ratio how many times larger than its archive the content may be, once it exceeds {@code
 *     ratioFree}; honest data reaches about 20, a bomb 1000
 * @param ratioFree content up to this size may have any ratio
 * @param spare space that unpacking leaves free on the volume
 */
public record UnpackLimits(
        @DefaultValue("200GB") @NotNull DataSize archive,
        @DefaultValue("1TB") @NotNull DataSize total,
        @DefaultValue("200GB") @NotNull DataSize file,
        @DefaultValue("5000000") @Min(1) long entries,
        @DefaultValue("200") @Min(1) int ratio,
        @DefaultValue("256MB") @NotNull DataSize ratioFree,
        @DefaultValue("512MB") @NotNull DataSize spare) {}
