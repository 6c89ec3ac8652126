package dev.holdfast.sync.storage;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The rule for keys, the same for every storage, so that what one took any other takes too.
 *
 * <p>A key is one or more segments between single slashes, at most 1024 bytes of UTF-8 in all and 255 a segment. A
 * segment is not empty, not {@code .} or {@code ..}, does not end in a dot or space, holds no control character,
 * backslash or half of a surrogate pair, and is no device name of Windows, with or without an extension. The first one
 * is neither a drive letter nor {@link #RESERVED}.
 */
public final class StorageKeys {
    /** Where backends may keep what they need for themselves. */
    public static final String RESERVED = ".holdfast-tmp";

    /** The order of listings: by the bytes of UTF-8, as S3 has it. */
    public static final Comparator<String> ORDER = (left, right) ->
            Arrays.compareUnsigned(left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));

    private static final int MAX_KEY = 1024;
    private static final int MAX_SEGMENT = 255;
    private static final Pattern DEVICE =
            Pattern.compile("(con|prn|aux|nul|conin\\$|conout\\$|(com|lpt)[0-9¹²³]) *(\\..*)?");
    private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:.*");

    private StorageKeys() {}

    /** Whether it is a key that storages take. */
    public static boolean isValid(String key) {
        if (key.isEmpty() || bytes(key) > MAX_KEY || DRIVE.matcher(key).matches()) {
            return false;
        }
        String[] segments = key.split("/", -1);
        return !segments[0].equalsIgnoreCase(RESERVED)
                && Arrays.stream(segments).allMatch(StorageKeys::isValidSegment);
    }

    /** Ends the call when the key is not valid. */
    public static void require(String key) throws StorageException {
        if (!isValid(key)) {
            throw new StorageException.InvalidKey("The storage key \"" + printable(key) + "\" is not allowed.");
        }
    }

    /** Ends the call when the prefix is neither empty nor a valid key followed by a slash. */
    public static void requirePrefix(String prefix) throws StorageException {
        if (!prefix.isEmpty() && !(prefix.endsWith("/") && isValid(prefix.substring(0, prefix.length() - 1)))) {
            throw new StorageException.InvalidKey("The storage prefix \"" + printable(prefix) + "\" is not allowed.");
        }
    }

    /** Ends the call when there are too many keys for one batch, or one is not valid. */
    public static void requireBatch(Collection<String> keys) throws StorageException {
        if (keys.size() > StorageClient.MAX_PAGE) {
            throw new IllegalArgumentException("at most " + StorageClient.MAX_PAGE + " keys: " + keys.size());
        }
        for (String key : keys) {
            require(key);
        }
    }

    private static boolean isValidSegment(String segment) {
        return !segment.isEmpty()
                && bytes(segment) <= MAX_SEGMENT
                && !segment.endsWith(".")
                && !segment.endsWith(" ")
                && segment.codePoints().allMatch(StorageKeys::isAllowed)
                && !DEVICE.matcher(segment.toLowerCase(Locale.ROOT)).matches();
    }

    private static boolean isAllowed(int codePoint) {
        return codePoint != '\\'
                && !Character.isISOControl(codePoint)
                && Character.getType(codePoint) != Character.SURROGATE;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static String printable(String text) {
        String clean = text.codePoints()
                .map(point -> isAllowed(point) || point == '\\' ? point : '?')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return clean.length() <= 80 ? clean : clean.substring(0, 80) + "…";
    }
}
