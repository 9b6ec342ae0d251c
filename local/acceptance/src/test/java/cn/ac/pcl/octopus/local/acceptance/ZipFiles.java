package cn.ac.pcl.octopus.local.acceptance;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntFunction;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/// Zips that Java's own writer does not write.
final class ZipFiles {

    private static final int STORED = 0;
    private static final int DEFLATED = 8;
    private static final int PLAIN_FILE = 0100644 << 16;
    private static final int LINK = 0120777 << 16;
    private static final int VERSION = 20;
    private static final int UNIX = 3 << 8;

    private ZipFiles() {}

    /// One file as it lies in a zip.
    ///
    /// @param content as it is stored
    /// @param fullSize the size of what it unpacks to
    /// @param attributes the mode in the upper half
    private record Entry(
            String name,
            int method,
            ByteArrayOutputStream content,
            long fullSize,
            long crc,
            int attributes) {}

    /// A link to a file of the machine.
    static Path symbolicLink(Path file) throws IOException {
        var target = new ByteArrayOutputStream();
        target.writeBytes("/etc/passwd".getBytes(StandardCharsets.US_ASCII));
        var crc = new CRC32();
        crc.update(target.toByteArray());
        return write(
                file,
                1,
                _ -> new Entry("evil-link", STORED, target, target.size(), crc.getValue(), LINK));
    }

    /// 10 GB of zeros in some 10 MB.
    static Path bomb(Path file) throws IOException {
        int pieces = 40;
        byte[] zeros = new byte[1 << 20];
        var packed = new ByteArrayOutputStream();
        var crc = new CRC32();
        try (var out = new DeflaterOutputStream(packed, new Deflater(1, true))) {
            for (int i = 0; i < 256; i++) {
                out.write(zeros);
                crc.update(zeros);
            }
        }
        return write(
                file,
                pieces,
                number ->
                        new Entry(
                                "evil-zeros-" + number,
                                DEFLATED,
                                packed,
                                256L << 20,
                                crc.getValue(),
                                PLAIN_FILE));
    }

    private static Path write(Path file, int count, IntFunction<Entry> entries) throws IOException {
        var directory = new ByteArrayOutputStream();
        int offset = 0;
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int i = 0; i < count; i++) {
                Entry entry = entries.apply(i);
                byte[] name = entry.name().getBytes(StandardCharsets.UTF_8);
                byte[] header =
                        description(30 + name.length, 0x04034b50, entry, VERSION, -1)
                                .putShort((short) 0)
                                .put(name)
                                .array();
                out.write(header);
                entry.content().writeTo(out);
                directory.write(
                        description(46 + name.length, 0x02014b50, entry, UNIX | VERSION, VERSION)
                                .putShort((short) 0) // extra
                                .putShort((short) 0) // comment
                                .putShort((short) 0) // disk
                                .putShort((short) 0) // inside
                                .putInt(entry.attributes())
                                .putInt(offset)
                                .put(name)
                                .array());
                offset += header.length + entry.content().size();
            }
            directory.writeTo(out);
            out.write(
                    buffer(22)
                            .putInt(0x06054b50)
                            .putInt(0)
                            .putShort((short) count)
                            .putShort((short) count)
                            .putInt(directory.size())
                            .putInt(offset)
                            .putShort((short) 0)
                            .array());
        }
        return file;
    }

    /// What the header of a file and its line in the directory have in common.
    private static ByteBuffer description(
            int size, int signature, Entry entry, int version, int needed) {
        ByteBuffer text = buffer(size).putInt(signature).putShort((short) version);
        if (needed >= 0) {
            text.putShort((short) needed);
        }
        return text.putShort((short) 0)
                .putShort((short) entry.method())
                .putInt(0) // time
                .putInt((int) entry.crc())
                .putInt(entry.content().size())
                .putInt((int) entry.fullSize())
                .putShort((short) entry.name().length());
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
