package dev.holdfast.sync.storage.s3;

import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a service calls a version of an object. It often is the MD5 of the bytes, or of the parts' MD5s; whether it is
 * can only be told by its form, and by the service having no key of its own that it encrypts with.
 */
final class ETags {
    private static final Pattern WHOLE = Pattern.compile("[0-9a-f]{32}");
    private static final Pattern IN_PARTS = Pattern.compile("[0-9a-f]{32}-[0-9]+");

    private ETags() {}

    /** Without the quotes, which some services leave out. */
    static String bare(@Nullable String tag) {
        if (tag == null) {
            return "";
        }
        return tag.length() >= 2 && tag.startsWith("\"") && tag.endsWith("\"")
                ? tag.substring(1, tag.length() - 1)
                : tag;
    }

    /** Whether the tag says that other bytes arrived than those of this MD5. */
    static boolean contradicts(@Nullable String tag, byte[] md5) {
        String bare = bare(tag).toLowerCase(Locale.ROOT);
        return WHOLE.matcher(bare).matches() && !bare.equals(HexFormat.of().formatHex(md5));
    }

    /** Whether the tag says that the object was put together from other parts than these. */
    static boolean contradicts(@Nullable String tag, byte[] md5OfMd5s, int parts) {
        String bare = bare(tag).toLowerCase(Locale.ROOT);
        return IN_PARTS.matcher(bare).matches() && !bare.equals(HexFormat.of().formatHex(md5OfMd5s) + "-" + parts);
    }
}
