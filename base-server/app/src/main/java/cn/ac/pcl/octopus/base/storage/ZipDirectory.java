package cn.ac.pcl.octopus.base.storage;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32;

/**
 * Reads the central directory of a zip one record at a time. An archive of a million files is as
 * cheap in memory as one of ten, which no library at hand offers: all build an object for every
 * entry before the first can be judged, so that a small archive could exhaust the service.
 *
 * <ol>
 *   <li>Find the end record at the end of the file, and its 64-bit form in front of it.
 *   <li>From where the directory ends and how long it is follows where it begins; what lies before
 *       the first entry (a self-extractor) shifts every offset by the same amount.
 *   <li>Read records until the directory's length is used up.
 * </ol>
 *
 * <p>Guarantees: no offset or length of the file is believed before it was checked against the
 * file's size; every malformed byte gives a {@link BadArchiveException}.
 */
final class ZipDirectory {
    private static final String DAMAGED = "The archive is damaged: its directory makes no sense";
    private static final int END = 0x06054b50;
    private static final int END_64 = 0x06064b50;
    private static final int LOCATOR_64 = 0x07064b50;
    private static final int RECORD = 0x02014b50;
    private static final int LOCAL = 0x04034b50;
    private static final int END_SIZE = 22;
    private static final int LOCATOR_SIZE = 20;
    private static final int END_64_SIZE = 56;
    private static final int RECORD_SIZE = 46;
    private static final int LOCAL_SIZE = 30;
    private static final int LONGEST_COMMENT = 0xFFFF;
    private static final long UNKNOWN_32 = 0xFFFFFFFFL;
    private static final int UNIX = 3;
    private static final int MACOS = 19;

    private final FileChannel channel;
    private final long fileSize;
    private final long start;
    private final long size;
    private final long shift;

    /** Finds the directory in a file. */
    ZipDirectory(FileChannel channel) throws IOException {
        this.channel = channel;
        this.fileSize = channel.size();
        long end = findEnd();
        var record = read(end, END_SIZE);
        long length = record.getInt(12) & UNKNOWN_32;
        long offset = record.getInt(16) & UNKNOWN_32;
        long directoryEnd = end;
        // The wide record may be there although the narrow one would have been enough.
        long wide = findEnd64(end);
        if (wide >= 0) {
            var record64 = read(wide, END_64_SIZE);
            length = record64.getLong(40);
            offset = record64.getLong(48);
            directoryEnd = wide;
        }
        this.size = length;
        this.start = directoryEnd - length;
        this.shift = start - offset;
        if (length < 0 || offset < 0 || start < 0 || shift < 0) {
            throw damaged();
        }
    }

    /** Upper bound of the number of entries. */
    long mostEntries() {
        return size / RECORD_SIZE;
    }

    /** What is done with each record. */
    interface Each {
        void accept(Entry found) throws IOException;
    }

    /** Gives every record of the directory, in its order. */
    void forEach(Each each) throws IOException {
        long left = size;
        try (var in = new DataInputStream(new BufferedInputStream(section(start, size), 1 << 16))) {
            while (left > 0) {
                var fixed = little(in.readNBytes(RECORD_SIZE));
                if (fixed.capacity() < RECORD_SIZE || fixed.getInt(0) != RECORD) {
                    throw damaged();
                }
                var raw = in.readNBytes(fixed.getShort(28) & 0xFFFF);
                var extra = in.readNBytes(fixed.getShort(30) & 0xFFFF);
                int comment = fixed.getShort(32) & 0xFFFF;
                in.skipNBytes(comment);
                left -= RECORD_SIZE + raw.length + extra.length + comment;
                each.accept(record(fixed, raw, extra));
            }
        } catch (EOFException truncated) {
            throw new BadArchiveException(DAMAGED, truncated);
        }
        if (left < 0) {
            throw damaged();
        }
    }

    /** The stored bytes of an entry. */
    InputStream stored(Entry entry) throws IOException {
        long at = entry.localHeader() + shift;
        if (at < 0 || at > fileSize - LOCAL_SIZE) {
            throw damaged();
        }
        var header = read(at, LOCAL_SIZE);
        if (header.getInt(0) != LOCAL) {
            throw damaged();
        }
        long data =
                at + LOCAL_SIZE + (header.getShort(26) & 0xFFFF) + (header.getShort(28) & 0xFFFF);
        if (data > start - entry.storedSize()) {
            throw damaged();
        }
        return section(data, entry.storedSize());
    }

    private Entry record(ByteBuffer fixed, byte[] raw, byte[] extra) throws BadArchiveException {
        int platform = (fixed.getShort(4) & 0xFFFF) >>> 8;
        int flags = fixed.getShort(8) & 0xFFFF;
        long stored = fixed.getInt(20) & UNKNOWN_32;
        long full = fixed.getInt(24) & UNKNOWN_32;
        long local = fixed.getInt(42) & UNKNOWN_32;
        boolean unix = platform == UNIX || platform == MACOS;
        var name = EntryName.decode(raw, (flags & Entry.UTF_8) != 0, unix);
        var fields = little(extra);
        while (fields.remaining() >= 4) {
            int kind = fields.getShort() & 0xFFFF;
            int length = fields.getShort() & 0xFFFF;
            if (length > fields.remaining()) {
                break;
            }
            var field = little(fields.slice(fields.position(), length));
            fields.position(fields.position() + length);
            if (kind == 0x0001) {
                full = full == UNKNOWN_32 ? wide(field) : full;
                stored = stored == UNKNOWN_32 ? wide(field) : stored;
                local = local == UNKNOWN_32 ? wide(field) : local;
            } else if (kind == 0x7075) {
                name = unicodeName(field, raw, name);
            }
        }
        if (full < 0 || stored < 0 || local < 0) {
            throw damaged();
        }
        int mode = unix ? fixed.getInt(38) >>> 16 : 0;
        return new Entry(
                name,
                flags,
                fixed.getShort(10) & 0xFFFF,
                fixed.getInt(16) & UNKNOWN_32,
                stored,
                full,
                mode,
                local);
    }

    private static long wide(ByteBuffer field) throws BadArchiveException {
        if (field.remaining() < 8) {
            throw damaged();
        }
        return field.getLong();
    }

    /** The name of an Info-ZIP Unicode field, if it was made for this very name. */
    private static String unicodeName(ByteBuffer field, byte[] raw, String otherwise)
            throws BadArchiveException {
        if (field.remaining() < 5 || field.get() != 1) {
            return otherwise;
        }
        var crc = new CRC32();
        crc.update(raw);
        if ((field.getInt() & UNKNOWN_32) != crc.getValue()) {
            return otherwise;
        }
        var text = new byte[field.remaining()];
        field.get(text);
        return EntryName.decode(text, true, true);
    }

    private long findEnd() throws IOException {
        int span = (int) Math.min(fileSize, END_SIZE + LONGEST_COMMENT);
        if (span < END_SIZE) {
            throw new BadArchiveException("The file is not a zip archive");
        }
        var tail = read(fileSize - span, span);
        for (int at = span - END_SIZE; at >= 0; at--) {
            if (tail.getInt(at) == END
                    && at + END_SIZE + (tail.getShort(at + 20) & 0xFFFF) <= span) {
                return fileSize - span + at;
            }
        }
        throw new BadArchiveException("The file is not a zip archive, or its end is missing");
    }

    private long findEnd64(long end) throws IOException {
        if (end < LOCATOR_SIZE + END_64_SIZE) {
            return -1;
        }
        var locator = read(end - LOCATOR_SIZE, LOCATOR_SIZE);
        if (locator.getInt(0) != LOCATOR_64) {
            return -1;
        }
        // Without a comment of its own the record lies right in front of its locator; this also
        // finds it behind a self-extractor, where the locator's offset is off.
        for (long at : new long[] {locator.getLong(8), end - LOCATOR_SIZE - END_64_SIZE}) {
            if (at >= 0
                    && at <= end - LOCATOR_SIZE - END_64_SIZE
                    && read(at, END_64_SIZE).getInt(0) == END_64) {
                return at;
            }
        }
        throw damaged();
    }

    private ByteBuffer read(long at, int length) throws IOException {
        var bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, at + bytes.position()) < 0) {
                throw damaged();
            }
        }
        return bytes.flip();
    }

    private InputStream section(long at, long length) {
        return new Section(channel, at, length);
    }

    private static ByteBuffer little(byte[] bytes) {
        return little(ByteBuffer.wrap(bytes));
    }

    private static ByteBuffer little(ByteBuffer bytes) {
        return bytes.order(ByteOrder.LITTLE_ENDIAN);
    }

    static BadArchiveException damaged() {
        return new BadArchiveException(DAMAGED);
    }

    /**
     * One entry as the directory describes it.
     *
     * @param name its name, not checked yet
     * @param method 0 stored, 8 deflated
     * @param storedSize bytes in the archive
     * @param fullSize bytes after unpacking, as the archive claims
     * @param mode Unix mode, 0 where unknown
     * @param localHeader where it begins
     */
    record Entry(
            String name,
            int flags,
            int method,
            long crc,
            long storedSize,
            long fullSize,
            int mode,
            long localHeader) {
        private static final int ENCRYPTED = 1;
        private static final int UTF_8 = 1 << 11;
        private static final int FILE_TYPE = 0170000;
        private static final int DIRECTORY = 0040000;
        private static final int REGULAR = 0100000;
        private static final int LINK = 0120000;

        boolean encrypted() {
            return (flags & ENCRYPTED) != 0;
        }

        boolean directory() {
            return name.endsWith("/") || name.endsWith("\\") || (mode & FILE_TYPE) == DIRECTORY;
        }

        boolean link() {
            return (mode & FILE_TYPE) == LINK;
        }

        boolean special() {
            int type = mode & FILE_TYPE;
            return type != 0 && type != DIRECTORY && type != REGULAR;
        }

        boolean executable() {
            return (mode & 0111) != 0;
        }
    }

    /** A part of a file, read by position so that several may be open at once. */
    private static final class Section extends InputStream {
        private final FileChannel channel;
        private long at;
        private long left;

        Section(FileChannel channel, long at, long length) {
            this.channel = channel;
            this.at = at;
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (left == 0) {
                return -1;
            }
            int count =
                    channel.read(ByteBuffer.wrap(bytes, offset, (int) Math.min(length, left)), at);
            if (count > 0) {
                at += count;
                left -= count;
            }
            return count;
        }
    }
}
