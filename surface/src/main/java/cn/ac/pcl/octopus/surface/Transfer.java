package cn.ac.pcl.octopus.surface;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;

/**
 * Inputs of uploads and downloads. The domain is the browser's idea of the platform's address; it
 * must look like one and is not used, since the gateway knows better.
 */
public final class Transfer {

    private static final String DOMAIN =
            "(?s).*https?://[-A-Za-z0-9+&@#/%?=~_|!:,.;]+[-A-Za-z0-9+&@#/%=~_|].*";

    private Transfer() {}

    /** Asks for an address to PUT a zip to. */
    public record ZipUpload(
            @NotNull @Size(min = 3, max = 255) @Pattern(regexp = ".*\\.zip+") String fileName,
            @NotNull @Pattern(regexp = DOMAIN) String domain) {}

    /** Asks for an address to PUT any file to. */
    public record FileUpload(
            @NotNull @Size(min = 1, max = 50) String fileName,
            @NotNull @Pattern(regexp = DOMAIN) String domain) {}

    /** Asks for an address to GET a zip from. */
    public record Download(@NotNull @Pattern(regexp = DOMAIN) String domain) {}

    /** Asks for the address of the zip that was packed at a time. */
    public record PackedDownload(
            @NotNull Instant compressAt, @NotNull @Pattern(regexp = DOMAIN) String domain) {}
}
