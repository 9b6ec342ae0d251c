package cn.ac.pcl.octopus.base.storage;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The place that an archive gives to an entry, after it has been found to lie inside the directory
 * that the archive is unpacked to.
 *
 * @param segments names of the directories and, last, of the entry; empty for the top itself
 */
record EntryName(List<String> segments) {
    /** Longest single name that Linux file systems take, in bytes. */
    private static final int LONGEST_SEGMENT = 255;

    /** Directories in one another that an archive may hold. */
    static final int DEEPEST = 100;

    /** Bytes of a whole name; the place of the content comes on top of it. */
    private static final int LONGEST = 2000;

    private static final Charset CHINESE_WINDOWS = Charset.forName("GB18030");
    private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:.*", Pattern.DOTALL);

    /** Names that an NFS client gives to files which were deleted while open. */
    private static final Pattern RESERVED = Pattern.compile("\\.nfs[0-9a-f]{8,}");

    EntryName {
        segments = List.copyOf(segments);
    }

    /** The checked form of a name as text; {@code \} separates like {@code /}. */
    static EntryName of(String name) throws BadArchiveException {
        var plain = name.replace('\\', '/');
        if (bytes(plain) > LONGEST) {
            throw refused(name, "is too long");
        }
        if (plain.startsWith("/") || DRIVE.matcher(plain).matches()) {
            throw refused(name, "is not relative");
        }
        var segments = new ArrayList<String>();
        for (var segment : plain.split("/", -1)) {
            if (segment.isEmpty() || segment.equals(".")) {
                continue;
            }
            check(name, segment);
            segments.add(segment);
        }
        if (segments.size() > DEEPEST) {
            throw refused(name, "is nested too deeply");
        }
        return new EntryName(segments);
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static void check(String name, String segment) throws BadArchiveException {
        if (segment.equals("..")) {
            throw refused(name, "leads out of the archive");
        }
        if (segment.chars().anyMatch(Character::isISOControl)) {
            throw refused(name, "has a control character in it");
        }
        if (bytes(segment) > LONGEST_SEGMENT) {
            throw refused(name, "is too long");
        }
        if (RESERVED.matcher(segment).matches()) {
            throw refused(name, "is reserved");
        }
    }

    /**
     * The text of a raw name. With the UTF-8 flag it is UTF-8. Without, the writer's own charset
     * was used: archivers of Unix and macOS write UTF-8 and often forget the flag, those of Chinese
     * Windows write GB18030.
     */
    static String decode(byte[] raw, boolean flaggedUtf8, boolean madeOnUnix)
            throws BadArchiveException {
        if (flaggedUtf8 || madeOnUnix) {
            try {
                return strict(raw, StandardCharsets.UTF_8);
            } catch (CharacterCodingException notUtf8) {
                if (flaggedUtf8) {
                    throw new BadArchiveException(
                            "The archive names an entry in UTF-8 that is not UTF-8", notUtf8);
                }
            }
        }
        try {
            return strict(raw, CHINESE_WINDOWS);
        } catch (CharacterCodingException unreadable) {
            throw new BadArchiveException(
                    "The archive names an entry in neither UTF-8 nor GB18030", unreadable);
        }
    }

    private static String strict(byte[] raw, Charset charset) throws CharacterCodingException {
        return charset.newDecoder().decode(ByteBuffer.wrap(raw)).toString();
    }

    private static BadArchiveException refused(String name, String why) {
        var shown = name.length() > 80 ? name.substring(0, 80) + "…" : name;
        return new BadArchiveException(
                "The archive holds \"%s\", a name that %s"
                        .formatted(shown.replaceAll("\\p{Cntrl}", "?"), why));
    }

    @Override
    public String toString() {
        return String.join("/", segments);
    }
}
