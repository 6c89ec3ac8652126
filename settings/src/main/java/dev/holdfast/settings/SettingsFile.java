package dev.holdfast.settings;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Gets a settings file's text, or says in one sentence why that is not possible. */
final class SettingsFile {
    /** Far more than all settings with comments; less than what would hurt to read at every start. */
    private static final int LARGEST = 256 * 1024;

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private SettingsFile() {}

    /** The text; null when there is no file and none is required, or when a problem was reported. */
    static @Nullable String text(Path file, boolean required, Problems problems) {
        try {
            return text(file);
        } catch (NoSuchFileException e) {
            boolean deadLink = Files.exists(file, LinkOption.NOFOLLOW_LINKS);
            if (deadLink || required) {
                String reason = deadLink ? "is a link to a file that does not exist" : "does not exist";
                report(file, reason, problems);
            }
        } catch (AccessDeniedException e) {
            report(file, "cannot be read, because permission is denied", problems);
        } catch (CharacterCodingException e) {
            report(file, "is not UTF-8 text; save it with that encoding", problems);
        } catch (BadValueException e) {
            report(file, e.reason(), problems);
        } catch (IOException e) {
            report(file, "cannot be read", problems);
        }
        return null;
    }

    private static String text(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        if (attributes.isDirectory()) {
            throw new BadValueException("is a directory, not a file");
        }
        if (!attributes.isRegularFile()) {
            throw new BadValueException("is not a regular file");
        }
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(LARGEST + 1);
        }
        if (bytes.length > LARGEST) {
            throw new BadValueException("is larger than 256 KiB, which no settings file needs");
        }
        String text = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
        return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    }

    private static void report(Path file, String reason, Problems problems) {
        String path = Shown.oneLine(file.toString());
        problems.add("", new Origin(Origin.Kind.FILE, path), "The settings file " + reason + ".");
    }
}
