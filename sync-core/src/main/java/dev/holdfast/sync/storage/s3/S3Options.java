package dev.holdfast.sync.storage.s3;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Which bucket, where, and how its service wants to be spoken to. Start with {@link #bucket} and change what differs.
 * Shows no secret.
 *
 * @param bucket its name
 * @param prefix what all keys begin with in the bucket: empty, or a path without slashes at its ends
 * @param endpoint the service's address; empty for what the environment or the profile says, and else Amazon's
 * @param region the bucket's region, or {@code auto}
 * @param pathStyle whether the bucket stands in the path of addresses instead of the host name
 * @param checksums when the protocol's own checksums are sent and checked, beside the MD5 that is always sent
 * @param chunkedEncoding whether a body may be signed piece by piece, which some services don't understand; without it,
 *     a body that goes over plain http is read once more to be signed
 * @param createOnly whether the service honours {@code If-None-Match: *}
 * @param profile whose section of the user's AWS files to use
 * @param credentials what to use instead of the SDK's own search
 * @param connectTimeout how long a connection may take to be made
 * @param socketTimeout how long the service may be silent
 */
public record S3Options(
        String bucket,
        String prefix,
        Optional<URI> endpoint,
        String region,
        boolean pathStyle,
        Checksums checksums,
        boolean chunkedEncoding,
        boolean createOnly,
        Optional<String> profile,
        Optional<S3Credentials> credentials,
        Duration connectTimeout,
        Duration socketTimeout) {
    /** The region that is none in particular. */
    public static final String AUTO = "auto";

    /** When the protocol's own checksums are sent and checked. */
    public enum Checksums {
        /** Only where the protocol insists: what every service understands. */
        WHEN_REQUIRED,
        /** Wherever the protocol knows one. */
        WHEN_SUPPORTED
    }

    public S3Options {
        if (bucket.isEmpty()) {
            throw new IllegalArgumentException("The bucket has no name.");
        }
        if (endpoint.isPresent() && endpoint.get().getUserInfo() != null) {
            throw new IllegalArgumentException("The endpoint holds a user name: give credentials apart from it.");
        }
        prefix = trimmed(prefix);
    }

    private static String trimmed(String prefix) {
        int from = 0;
        int to = prefix.length();
        while (from < to && prefix.charAt(from) == '/') {
            from++;
        }
        while (to > from && prefix.charAt(to - 1) == '/') {
            to--;
        }
        return prefix.substring(from, to);
    }

    /** A whole bucket of Amazon's, in the way that the most services understand. */
    public static S3Options bucket(String name) {
        return new Draft(name).finished();
    }

    /** The same below another prefix. */
    public S3Options withPrefix(String other) {
        return changed(draft -> draft.prefix = other);
    }

    /** The same at another address. */
    public S3Options withEndpoint(URI other) {
        return changed(draft -> draft.endpoint = Optional.of(other));
    }

    /** The same in another region. */
    public S3Options withRegion(String other) {
        return changed(draft -> draft.region = other);
    }

    /** The same with the bucket in the path, or not. */
    public S3Options withPathStyle(boolean other) {
        return changed(draft -> draft.pathStyle = other);
    }

    /** The same with other checksums. */
    public S3Options withChecksums(Checksums other) {
        return changed(draft -> draft.checksums = other);
    }

    /** The same with bodies signed piece by piece, or whole. */
    public S3Options withChunkedEncoding(boolean other) {
        return changed(draft -> draft.chunkedEncoding = other);
    }

    /** The same at a service that honours {@code If-None-Match: *}, or does not. */
    public S3Options withCreateOnly(boolean other) {
        return changed(draft -> draft.createOnly = other);
    }

    /** The same with another profile. */
    public S3Options withProfile(String other) {
        return changed(draft -> draft.profile = Optional.of(other));
    }

    /** The same with a key of its own. */
    public S3Options withCredentials(S3Credentials other) {
        return changed(draft -> draft.credentials = Optional.of(other));
    }

    /** The same with other time-outs. */
    public S3Options withTimeouts(Duration connect, Duration socket) {
        return changed(draft -> {
            draft.connectTimeout = connect;
            draft.socketTimeout = socket;
        });
    }

    /** The bucket and its place in a message. */
    String describe() {
        return "bucket " + bucket + endpoint.map(address -> " at " + address).orElse("");
    }

    private S3Options changed(Consumer<Draft> change) {
        Draft draft = new Draft(bucket);
        draft.prefix = prefix;
        draft.endpoint = endpoint;
        draft.region = region;
        draft.pathStyle = pathStyle;
        draft.checksums = checksums;
        draft.chunkedEncoding = chunkedEncoding;
        draft.createOnly = createOnly;
        draft.profile = profile;
        draft.credentials = credentials;
        draft.connectTimeout = connectTimeout;
        draft.socketTimeout = socketTimeout;
        change.accept(draft);
        return draft.finished();
    }

    private static final class Draft {
        private final String bucket;
        private String prefix = "";
        private Optional<URI> endpoint = Optional.empty();
        private String region = AUTO;
        private boolean pathStyle;
        private Checksums checksums = Checksums.WHEN_REQUIRED;
        private boolean chunkedEncoding;
        private boolean createOnly = true;
        private Optional<String> profile = Optional.empty();
        private Optional<S3Credentials> credentials = Optional.empty();
        private Duration connectTimeout = Duration.ofSeconds(10);
        private Duration socketTimeout = Duration.ofSeconds(60);

        private Draft(String bucket) {
            this.bucket = bucket;
        }

        private S3Options finished() {
            return new S3Options(
                    bucket,
                    prefix,
                    endpoint,
                    region,
                    pathStyle,
                    checksums,
                    chunkedEncoding,
                    createOnly,
                    profile,
                    credentials,
                    connectTimeout,
                    socketTimeout);
        }
    }
}
