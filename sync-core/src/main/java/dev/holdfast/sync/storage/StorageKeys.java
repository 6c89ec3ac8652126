package dev.holdfast.sync.storage;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The rule for keys, the same for every storage, so that what one took any other takes too.
 *
 * <p>A key is one or more segments between single slashes, at most 1024 bytes of UTF-8 in all and 255 a segment. A
 * segment is not {@code .} or {@code ..}, does not end in a dot or space, and has something visible in it. It holds no
 * control character, backslash, half of a surrogate pair or code point that is no character. It is no device name of
 * Windows, with or without an extension, and does not spell a stream of a file as NTFS does ({@code a::$DATA} is the
 * file {@code a} itself). The first one is neither a drive letter nor, however it is written, {@link #RESERVED}.
 *
 * <p>Names that are usual on some machines and only impossible on others are valid, as refusing them everywhere would
 * keep ordinary files out: those with {@code < > : " | ? *}, and names in a Unicode form that a file system does not
 * keep. A folder on a machine that can't hold one refuses it, with {@link StorageException.InvalidKey} or
 * {@link StorageException.Permanent}. In particular {@code a:b} is an ordinary file on most systems; on Windows, where
 * it would be a stream hidden in {@code a}, Java makes no path of it.
 */
public final class StorageKeys {
    /** Where backends may keep what they need for themselves. */
    public static final String RESERVED = ".holdfast-tmp";

    /** How long a segment may be, in bytes of UTF-8. */
    public static final int MAX_SEGMENT = 255;

    /** The order of listings: by the bytes of UTF-8, as S3 has it. */
    public static final Comparator<String> ORDER = StorageKeys::compare;

    private static final int MAX_KEY = 1024;
    private static final Pattern DEVICE =
            Pattern.compile("(con|prn|aux|nul|conin\\$|conout\\$|(com|lpt)[0-9¹²³]) *([.:].*)?", Pattern.DOTALL);
    private static final Pattern STREAM = Pattern.compile(".*(::|:\\$).*|.*:", Pattern.DOTALL);
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Z}\\p{Cf}]+");
    private static final Pattern IGNORED = Pattern.compile("\\p{Cf}+");

    private StorageKeys() {}

    /** Whether it is a key that storages take. */
    public static boolean isValid(String key) {
        if (key.isEmpty() || isLonger(key, MAX_KEY) || beginsWithDrive(key)) {
            return false;
        }
        String[] segments = key.split("/", -1);
        return !isReserved(segments[0]) && Arrays.stream(segments).allMatch(StorageKeys::isValidSegment);
    }

    /**
     * Whether it is a key that storages with {@link Capability#EMPTY_SEGMENTS} take: a valid one, or one that would be with
     * a single slash where it has two, right before its last segment.
     */
    public static boolean isValidWithEmpty(String key) {
        int empty = key.indexOf("//");
        boolean last = empty > 0 && key.indexOf('/', empty + 2) < 0;
        return last
                ? !isLonger(key, MAX_KEY) && isValid(key.substring(0, empty) + key.substring(empty + 1))
                : isValid(key);
    }

    private static boolean beginsWithDrive(String key) {
        return key.length() > 1 && key.charAt(1) == ':' && isLetter(key.charAt(0));
    }

    /** File systems may ignore case, width and invisible characters. */
    private static boolean isReserved(String segment) {
        if (isPlain(segment)) {
            return segment.equalsIgnoreCase(RESERVED);
        }
        String plain = IGNORED.matcher(Normalizer.normalize(segment, Normalizer.Form.NFKC))
                .replaceAll("");
        return plain.equalsIgnoreCase(RESERVED);
    }

    /** Ends the call when the key is not valid. */
    public static void require(String key) throws StorageException {
        if (!isValid(key)) {
            throw notAllowed(key);
        }
    }

    /** The same for storages with {@link Capability#EMPTY_SEGMENTS}. */
    public static void requireWithEmpty(String key) throws StorageException {
        if (!isValidWithEmpty(key)) {
            throw notAllowed(key);
        }
    }

    private static StorageException notAllowed(String key) {
        return new StorageException.InvalidKey("The storage key \"" + printable(key) + "\" is not allowed.");
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
                && !isLonger(segment, MAX_SEGMENT)
                && !segment.endsWith(".")
                && !segment.endsWith(" ")
                && (isPlain(segment) || isHarmless(segment))
                && !isDevice(segment);
    }

    private static boolean isHarmless(String segment) {
        return segment.codePoints().allMatch(StorageKeys::isAllowed)
                && !INVISIBLE.matcher(segment).matches()
                && !STREAM.matcher(segment).matches();
    }

    /** Listings check many names, and nearly all of them are like this: a closer look at each would take most of the time. */
    private static boolean isPlain(String segment) {
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            if (!isLetter(c) && !(c >= '0' && c <= '9') && c != '-' && c != '_' && c != '.') {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean isDevice(String segment) {
        return "cpanl".indexOf(Character.toLowerCase(segment.charAt(0))) >= 0
                && DEVICE.matcher(segment.toLowerCase(Locale.ROOT)).matches();
    }

    private static boolean isAllowed(int codePoint) {
        return codePoint != '\\'
                && !Character.isISOControl(codePoint)
                && Character.getType(codePoint) != Character.SURROGATE
                && !isNoCharacter(codePoint);
    }

    /** No text may hold these, and an XML listing can't. */
    private static boolean isNoCharacter(int codePoint) {
        return (codePoint & 0xfffe) == 0xfffe || (codePoint >= 0xfdd0 && codePoint <= 0xfdef);
    }

    private static int compare(String left, String right) {
        int common = Math.min(left.length(), right.length());
        for (int i = 0; i < common; i++) {
            char l = left.charAt(i);
            char r = right.charAt(i);
            if (l != r) {
                return Integer.compare(rank(l), rank(r));
            }
        }
        return Integer.compare(left.length(), right.length());
    }

    /** Surrogates stand for the code points beyond all others. */
    private static int rank(char c) {
        return Character.isSurrogate(c) ? c + 0x10000 : c;
    }

    /** In bytes of UTF-8, of which a char is three at most. */
    private static boolean isLonger(String text, int most) {
        return text.length() > most / 3 && text.getBytes(StandardCharsets.UTF_8).length > most;
    }

    /** For a message: nothing in it can move the cursor, turn the text around or hide. */
    private static String printable(String text) {
        String clean = text.codePoints()
                .limit(80)
                .map(point -> point == '\\' || (isAllowed(point) && Character.getType(point) != Character.FORMAT)
                        ? point
                        : '?')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return text.codePointCount(0, text.length()) <= 80 ? clean : clean + "…";
    }
}
