package dev.holdfast.mcp.http;

import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.util.HostPort;
import org.jspecify.annotations.Nullable;

/**
 * Who may talk to the server at all. A web page that a browser shows can reach a local port, under its own name by DNS
 * rebinding; it can't choose the Host and Origin headers, which is why both are checked before anything else.
 */
final class Gate {
    private static final Pattern LOOPBACK_IPV4 = Pattern.compile("127(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}");
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final String SCHEME = "Bearer ";

    private final String boundHost;
    private final boolean anyAddress;
    private final IntSupplier port;
    private final Optional<Supplier<String>> token;

    /** The port is asked for at each request, as it may be known only once the server listens. */
    Gate(String boundHost, InetAddress bound, IntSupplier port, Optional<Supplier<String>> token) {
        this.boundHost = bare(boundHost);
        this.anyAddress = bound.isAnyLocalAddress();
        this.port = port;
        this.token = token;
    }

    void check(HttpFields headers) throws Refusal {
        String host = headers.get(HttpHeader.HOST);
        if (host == null || !isOurs(host)) {
            throw forbidden("The Host header does not name this server; use the address printed when it started.");
        }
        for (String origin : headers.getValuesList(HttpHeader.ORIGIN)) {
            if (!isLocal(origin)) {
                throw forbidden("Web pages from other places may not use this server.");
            }
        }
        if (token.isPresent()) {
            checkToken(headers.get(HttpHeader.AUTHORIZATION), token.get());
        }
    }

    private static void checkToken(@Nullable String authorization, Supplier<String> token) throws Refusal {
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw unauthorized("This server needs its token: send it as Authorization: Bearer TOKEN.", "");
        }
        String expected = token.get();
        String shown = authorization.substring(SCHEME.length()).trim();
        if (expected.isBlank() || !MessageDigest.isEqual(digest(expected), digest(shown))) {
            throw unauthorized("The bearer token is not the one this server expects.", ", error=\"invalid_token\"");
        }
    }

    /** Digests are of one length, so that comparing them does not tell how long the token is. */
    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256.", e);
        }
    }

    private boolean isOurs(String authority) {
        HostPort shown;
        try {
            shown = new HostPort(authority);
        } catch (IllegalArgumentException e) {
            return false;
        }
        String host = bare(shown.getHost());
        boolean named = isLoopback(host) || host.equals(boundHost) || (anyAddress && isAddress(host));
        return named && shown.getPort(80) == port.getAsInt();
    }

    private static boolean isLocal(String origin) {
        try {
            URI uri = URI.create(origin);
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            return web && uri.getHost() != null && isLoopback(bare(uri.getHost()));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost")
                || host.equals("::1")
                || host.equals("0:0:0:0:0:0:0:1")
                || LOOPBACK_IPV4.matcher(host).matches();
    }

    /** A rebound name is a name: an address can't be rebound. */
    private static boolean isAddress(String host) {
        return host.contains(":") || IPV4.matcher(host).matches();
    }

    private static String bare(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return lower.startsWith("[") && lower.endsWith("]") ? lower.substring(1, lower.length() - 1) : lower;
    }

    private static Refusal forbidden(String sentence) {
        return new Refusal(403, Refusal.REFUSED, sentence);
    }

    private static Refusal unauthorized(String sentence, String more) {
        return new Refusal(401, Refusal.REFUSED, sentence)
                .with(HttpHeader.WWW_AUTHENTICATE, "Bearer realm=\"holdfast\"" + more);
    }
}
