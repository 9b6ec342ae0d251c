package cn.ac.pcl.octopus.base.api;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

/** The two halves of bringing a zip: ask for an address, then confirm that the file is there. */
public final class FileUpload {
    private static final String ZIP = ".*\\.zip+";

    private FileUpload() {}

    /**
     * Asks for an address.
     *
     * @param fileName name of the file on the client's side, ends in {@code .zip}
     * @param publicUrl scheme, host and port under which the browser sees the platform
     */
    public record Request(
            @NotNull @Size(min = 3, max = 255) @Pattern(regexp = ZIP) String fileName,
            @NotBlank String publicUrl) {}

    /**
     * Where to PUT the file.
     *
     * @param uploadUrl signed address, good for PUT of this one file and for a limited time
     */
    public record Ticket(String uploadUrl) {}

    /**
     * Says that the file was uploaded.
     *
     * @param fileName the name given when the address was asked for
     */
    public record Confirmation(
            @NotNull @Size(min = 3, max = 255) @Pattern(regexp = ZIP) String fileName) {}
}
