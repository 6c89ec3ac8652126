package dev.holdfast.sync.storage.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Metadata as HTTP headers. They hold plain letters only and forget the case of their names; what is more than that is
 * written otherwise, so that it comes back as it was.
 */
final class Metadata {
    private static final String SHA256 = "holdfast-sha256";
    private static final String ODD_NAME = "holdfast-name-";
    private static final String ODD_VALUE = "utf-8''";
    private static final Pattern PLAIN_NAME = Pattern.compile("(?!holdfast-)[a-z0-9][a-z0-9-]*");
    private static final Pattern PLAIN_VALUE =
            Pattern.compile("(?!utf-8'')[\\x21-\\x7e]([\\x20-\\x7e]*[\\x21-\\x7e])?");
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    private Metadata() {}

    static Map<String, String> encode(Map<String, String> metadata) {
        Map<String, String> headers = new HashMap<>();
        metadata.forEach((name, value) -> headers.put(encodeName(name), encodeValue(value)));
        return headers;
    }

    static Map<String, String> encode(Map<String, String> metadata, byte[] sha256) {
        Map<String, String> headers = encode(metadata);
        headers.put(SHA256, HexFormat.of().formatHex(sha256));
        return headers;
    }

    static Map<String, String> decode(Map<String, String> headers) {
        Map<String, String> metadata = new HashMap<>();
        headers.forEach((header, value) -> {
            String name = header.toLowerCase(Locale.ROOT);
            if (!name.equals(SHA256)) {
                metadata.put(decodeName(name), decodeValue(value));
            }
        });
        return metadata;
    }

    /** The hash of the whole object, when it was stored with one. */
    static Optional<String> sha256(Map<String, String> headers) {
        return headers.entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(SHA256))
                .map(Map.Entry::getValue)
                .filter(HASH.asMatchPredicate())
                .findFirst();
    }

    private static String encodeName(String name) {
        return PLAIN_NAME.matcher(name).matches()
                ? name
                : ODD_NAME + HexFormat.of().formatHex(name.getBytes(UTF_8));
    }

    private static String decodeName(String name) {
        if (!name.startsWith(ODD_NAME)) {
            return name;
        }
        try {
            return new String(HexFormat.of().parseHex(name.substring(ODD_NAME.length())), UTF_8);
        } catch (IllegalArgumentException e) {
            return name;
        }
    }

    private static String encodeValue(String value) {
        return PLAIN_VALUE.matcher(value).matches() ? value : ODD_VALUE + URLEncoder.encode(value, UTF_8);
    }

    private static String decodeValue(String value) {
        if (!value.startsWith(ODD_VALUE)) {
            return value;
        }
        try {
            return URLDecoder.decode(value.substring(ODD_VALUE.length()), UTF_8);
        } catch (IllegalArgumentException e) {
            return value;
        }
    }
}
