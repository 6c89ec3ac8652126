package dev.holdfast.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Addresses: where remotes and servers are. No address may hold credentials, and none that is refused is shown. */
final class Addresses {
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final Pattern IP_ADDRESS = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[(::1|0:0:0:0:0:0:0:1)]");
    private static final Pattern S3_PREFIX = Pattern.compile("[A-Za-z0-9!_.*'()/-]{0,512}");
    private static final Pattern PATH = Pattern.compile("([A-Za-z]:[\\\\/]|[/~.\\\\]).*", Pattern.DOTALL);
    private static final Pattern SHORT_SCHEME = Pattern.compile("[a-z][a-z0-9]{0,9}");

    private Addresses() {}

    static String bucket(String text) {
        if (!BUCKET.matcher(text).matches() || IP_ADDRESS.matcher(text).matches()) {
            throw new BadValueException("it is " + Shown.value(text));
        }
        return text;
    }

    /** An https address, or an http one on this machine. */
    static URI server(String text) {
        URI uri = parsed(text);
        String scheme = scheme(uri);
        if (!scheme.equals("https") && !scheme.equals("http")) {
            throw unknownScheme(scheme);
        }
        String host = uri.getHost();
        if (host == null || uri.getPort() == 0 || uri.getPort() > 65_535) {
            throw new BadValueException("it names no valid host and port");
        }
        if (scheme.equals("http") && !isLoopback(host)) {
            throw new BadValueException("it sends unencrypted http to " + Shown.value(host));
        }
        return uri;
    }

    /** {@code file:///dir} or {@code s3://bucket/prefix}, without a slash at its end. */
    static URI remote(String text) {
        if (PATH.matcher(text).matches()) {
            throw new BadValueException("it is a path, which has to be written as file:///DIR");
        }
        URI uri = parsed(text);
        String scheme = scheme(uri);
        return switch (scheme) {
            case "file" -> folder(uri);
            case "s3" -> bucketAndPrefix(uri);
            default -> throw unknownScheme(scheme);
        };
    }

    private static URI folder(URI uri) {
        String path = uri.getPath();
        if (uri.getRawAuthority() != null) {
            throw new BadValueException("a file address names no host: write three slashes, file:///DIR");
        }
        if (path == null || !path.startsWith("/")) {
            throw new BadValueException("its path is not absolute");
        }
        refuseDots(path);
        String raw = withoutSlashAtEnd(uri.getRawPath());
        if (raw.isEmpty() || path.indexOf('\0') >= 0) {
            throw new BadValueException("it names no folder");
        }
        return URI.create("file://" + raw);
    }

    private static URI bucketAndPrefix(URI uri) {
        String bucket = uri.getRawAuthority();
        if (bucket == null
                || !BUCKET.matcher(bucket).matches()
                || IP_ADDRESS.matcher(bucket).matches()) {
            throw new BadValueException("its bucket is not 3 to 63 lower-case letters, digits, dots and hyphens, with a"
                    + " letter or digit at each end, or is an IP address");
        }
        String prefix = withoutSlashAtEnd(uri.getRawPath());
        if (!S3_PREFIX.matcher(prefix).matches() || prefix.contains("//")) {
            throw new BadValueException(
                    "its prefix is not up to 512 letters, digits and ! _ . * ' ( ) -, in parts divided by single slashes");
        }
        refuseDots(prefix);
        return URI.create("s3://" + bucket + prefix);
    }

    private static void refuseDots(String path) {
        if (Arrays.asList(path.split("[/\\\\]", -1)).stream().anyMatch(part -> part.equals("..") || part.equals("."))) {
            throw new BadValueException("its path holds . or .. as a part");
        }
    }

    private static String withoutSlashAtEnd(String path) {
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }

    private static URI parsed(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw new BadValueException("it is not a valid address (a space, for one, is written %20)");
        }
        if (contains(uri.getRawAuthority(), '@') || contains(uri.getRawUserInfo(), ':')) {
            throw new BadValueException("it holds a user name or password, which has no place in an address");
        }
        if (uri.getRawQuery() != null || contains(uri.getRawSchemeSpecificPart(), '?')) {
            throw new BadValueException("it holds a query (the part after ?)");
        }
        if (uri.getRawFragment() != null) {
            throw new BadValueException("it holds a fragment (the part after #)");
        }
        return uri;
    }

    private static boolean contains(@Nullable String part, char c) {
        return part != null && part.indexOf(c) >= 0;
    }

    private static String scheme(URI uri) {
        String scheme = uri.getScheme();
        if (scheme == null) {
            throw new BadValueException("it has no scheme, the part before ://");
        }
        return scheme.toLowerCase(Locale.ROOT);
    }

    private static BadValueException unknownScheme(String scheme) {
        return new BadValueException(
                SHORT_SCHEME.matcher(scheme).matches()
                        ? "its scheme is \"" + scheme + "\""
                        : "its scheme is another one");
    }

    private static boolean isLoopback(String host) {
        return LOOPBACK.matcher(host.toLowerCase(Locale.ROOT)).matches();
    }
}
