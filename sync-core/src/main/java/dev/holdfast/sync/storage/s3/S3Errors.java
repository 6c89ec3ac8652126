package dev.holdfast.sync.storage.s3;

import dev.holdfast.sync.storage.StorageException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.HttpRetryException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.http.SdkHttpResponse;

/** What a failed call means: by the service's code and status, or by the type of what broke on the way. */
final class S3Errors {
    private enum Meaning {
        NO_OBJECT,
        NO_BUCKET,
        DENIED,
        BAD_KEY,
        EXPIRED_KEY,
        CLOCK,
        OCCUPIED,
        ELSEWHERE,
        UNKNOWN_REQUEST,
        LATER,
        ARCHIVED,
        REFUSED
    }

    private static final Map<String, Meaning> CODES = new HashMap<>();
    private static final Map<Integer, Meaning> STATUSES = Map.ofEntries(
            Map.entry(301, Meaning.ELSEWHERE),
            Map.entry(307, Meaning.ELSEWHERE),
            Map.entry(308, Meaning.ELSEWHERE),
            Map.entry(401, Meaning.BAD_KEY),
            Map.entry(403, Meaning.DENIED),
            Map.entry(404, Meaning.NO_OBJECT),
            Map.entry(405, Meaning.UNKNOWN_REQUEST),
            Map.entry(408, Meaning.LATER),
            Map.entry(409, Meaning.LATER),
            Map.entry(412, Meaning.OCCUPIED),
            Map.entry(425, Meaning.LATER),
            Map.entry(429, Meaning.LATER),
            Map.entry(501, Meaning.UNKNOWN_REQUEST),
            Map.entry(505, Meaning.REFUSED));

    static {
        codes(Meaning.NO_OBJECT, "NoSuchKey", "NoSuchUpload", "NoSuchVersion");
        codes(Meaning.NO_BUCKET, "NoSuchBucket", "InvalidBucketName");
        codes(Meaning.DENIED, "AccessDenied", "AllAccessDisabled", "AccountProblem");
        codes(Meaning.BAD_KEY, "InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidToken", "Unauthorized");
        codes(Meaning.EXPIRED_KEY, "ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired");
        codes(Meaning.CLOCK, "RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture");
        codes(Meaning.OCCUPIED, "PreconditionFailed");
        codes(Meaning.ELSEWHERE, "PermanentRedirect", "TemporaryRedirect", "AuthorizationHeaderMalformed");
        codes(Meaning.ELSEWHERE, "IllegalLocationConstraintException", "InvalidRegionName");
        codes(Meaning.UNKNOWN_REQUEST, "NotImplemented", "MethodNotAllowed", "UnsupportedOperation");
        codes(Meaning.LATER, "SlowDown", "ServiceUnavailable", "Busy", "InternalError", "OperationAborted");
        codes(Meaning.LATER, "RequestTimeout", "RequestLimitExceeded", "Throttling", "ThrottlingException");
        codes(Meaning.LATER, "TooManyRequests", "BandwidthLimitExceeded", "ConditionalRequestConflict");
        codes(Meaning.LATER, "InvalidPart", "BadDigest", "IncompleteBody", "XAmzContentSHA256Mismatch");
        codes(Meaning.ARCHIVED, "InvalidObjectState");
    }

    private final String bucket;
    private final String endpoint;
    private final Optional<String> profile;

    S3Errors(S3Options options) {
        this.bucket = options.describe();
        this.profile = options.profile();
        this.endpoint = options.endpoint().map(Object::toString).orElse("Amazon S3");
    }

    private static void codes(Meaning meaning, String... codes) {
        for (String code : codes) {
            CODES.put(code, meaning);
        }
    }

    /**
     * Says what a failure means.
     *
     * @param key what the call was about; empty when it was the bucket
     * @param createOnly whether the call was to succeed only when the key is free
     */
    StorageException translate(RuntimeException failure, String key, boolean createOnly) {
        Optional<HttpRetryException> unsent = find(failure, HttpRetryException.class);
        if (unsent.isPresent()) {
            // The JDK's client hides an answer of this status to a body that it has not kept.
            return say(meaning("", unsent.get().responseCode()), "", failure, key);
        }
        if (!(failure instanceof AwsServiceException answer)) {
            return unanswered(failure);
        }
        String code = code(answer.awsErrorDetails());
        Meaning meaning = meaning(code, answer.statusCode());
        if (meaning == Meaning.UNKNOWN_REQUEST && createOnly) {
            return new StorageException.Permanent(
                    "The " + bucket + " can't keep a new object from replacing one: set cloud_create_only to false.",
                    failure);
        }
        if (meaning == Meaning.LATER) {
            return new StorageException.Transient(
                    "The " + bucket + " can't do this now (" + shown(code, answer.statusCode()) + ").",
                    retryAfter(answer),
                    failure);
        }
        if (meaning == Meaning.ELSEWHERE) {
            return elsewhere(answer);
        }
        return say(meaning, shown(code, answer.statusCode()), failure, key);
    }

    /** Whether the service does not know this kind of request. */
    static boolean isUnknownRequest(RuntimeException failure) {
        return failure instanceof AwsServiceException answer
                && meaning(code(answer.awsErrorDetails()), answer.statusCode()) == Meaning.UNKNOWN_REQUEST;
    }

    /** What an error means that the service told of one key among many. */
    StorageException translate(@Nullable String code, String key) {
        String known = code == null ? "" : code;
        Meaning meaning = CODES.getOrDefault(known, Meaning.LATER);
        return meaning == Meaning.LATER
                ? new StorageException.Transient("The " + bucket + " can't do this now (" + known + ").", null)
                : say(meaning, known, null, key);
    }

    private static Meaning meaning(String code, int status) {
        Meaning byCode = CODES.get(code);
        if (byCode != null) {
            return byCode;
        }
        return STATUSES.getOrDefault(status, status >= 500 ? Meaning.LATER : Meaning.REFUSED);
    }

    private StorageException say(Meaning meaning, String code, @Nullable Throwable cause, String key) {
        String what = key.isEmpty() ? "the " + bucket : "the object " + key + " in the " + bucket;
        return switch (meaning) {
            case NO_OBJECT ->
                // A web server that is no S3 service answers like this too.
                key.isEmpty()
                        ? noBucket(cause)
                        : new StorageException.NotFound("There is no object " + key + " in the " + bucket + ".", cause);
            case NO_BUCKET -> noBucket(cause);
            case DENIED ->
                new StorageException.Denied(
                        "Access to " + what + " is denied: give the access key the right to list, read, write and"
                                + " delete there.",
                        cause);
            case BAD_KEY ->
                new StorageException.Denied(
                        "The " + bucket + " does not accept the access key: check its id, its secret and cloud_region.",
                        cause);
            case EXPIRED_KEY ->
                new StorageException.Denied("The access key for the " + bucket + " has expired: get a new one.", cause);
            case CLOCK ->
                new StorageException.Transient(
                        "This machine's clock is too far from that of the " + bucket + ": set it right.", cause);
            case OCCUPIED ->
                new StorageException.PreconditionFailed(
                        "There is already an object " + key + " in the " + bucket + ".", cause);
            case ARCHIVED ->
                new StorageException.Permanent(
                        "The object " + key + " in the " + bucket
                                + " lies in an archive: bring it back from there first.",
                        cause);
            case ELSEWHERE, UNKNOWN_REQUEST, LATER, REFUSED ->
                new StorageException.Permanent("The " + bucket + " refuses this (" + code + ").", cause);
        };
    }

    private StorageException noBucket(@Nullable Throwable cause) {
        return new StorageException.Permanent(
                "There is no " + bucket + ": create it, or correct its name or cloud_endpoint.", cause);
    }

    private StorageException elsewhere(AwsServiceException answer) {
        String advice = Optional.ofNullable(answer.awsErrorDetails())
                .map(AwsErrorDetails::sdkHttpResponse)
                .flatMap(response -> response.firstMatchingHeader("x-amz-bucket-region"))
                .map(region -> "is in the region " + region + ": set cloud_region to it.")
                .orElse("is not in the region it was looked for in: correct cloud_region.");
        return new StorageException.Permanent("The " + bucket + " " + advice, answer);
    }

    private StorageException unanswered(RuntimeException failure) {
        if (has(failure, NoCredentialsException.class)) {
            return StorageException.Denied.withoutCredentials(
                    profile.map(name -> "The profile " + name + " gives no access key for the " + bucket
                                    + ": correct cloud_profile, or what the AWS files say of the profile.")
                            .orElse("There is no access key for the " + bucket + ": set AWS_ACCESS_KEY_ID and"
                                    + " AWS_SECRET_ACCESS_KEY, or name a profile in cloud_profile."),
                    failure);
        }
        if (has(failure, AbortedException.class) || isInterrupted(failure)) {
            return new StorageException.Transient("Work on the " + bucket + " was interrupted.", failure);
        }
        if (has(failure, UnknownHostException.class)) {
            return new StorageException.Transient(
                    "The host of " + endpoint + " can't be found: check the network and the address.", failure);
        }
        if (has(failure, SSLException.class)) {
            return untrusted(failure);
        }
        if (has(failure, ConnectException.class) || has(failure, NoRouteToHostException.class)) {
            return new StorageException.Transient(
                    "The " + bucket + " can't be reached: check the network and whether the service is running.",
                    failure);
        }
        return broken(failure);
    }

    private StorageException broken(RuntimeException failure) {
        for (Class<? extends Throwable> slow : List.of(
                SocketTimeoutException.class, ApiCallTimeoutException.class, ApiCallAttemptTimeoutException.class)) {
            if (has(failure, slow)) {
                return new StorageException.Transient("The " + bucket + " does not answer in time.", failure);
            }
        }
        if (has(failure, XMLStreamException.class)) {
            return new StorageException.Corrupt(
                    "What answers at " + endpoint + " does not speak the S3 protocol: check the address.", failure);
        }
        if (has(failure, IOException.class)) {
            return new StorageException.Transient(
                    "The connection to the " + bucket
                            + " broke off: check the network, and cloud_endpoint if it never works.",
                    failure);
        }
        return new StorageException.Permanent("The " + bucket + " can't be used as it is set up.", failure);
    }

    private StorageException untrusted(RuntimeException failure) {
        return has(failure, GeneralSecurityException.class) || has(failure, SSLPeerUnverifiedException.class)
                ? new StorageException.Permanent(
                        "The certificate of " + endpoint + " is not trusted on this machine: check the address, or"
                                + " have Java trust it.",
                        failure)
                : new StorageException.Transient(
                        "No TLS connection to the " + bucket + " came about: check the network, and whether the service"
                                + " speaks https there.",
                        failure);
    }

    private static boolean isInterrupted(Throwable failure) {
        return find(failure, InterruptedIOException.class)
                .filter(cause -> !(cause instanceof SocketTimeoutException))
                .isPresent();
    }

    /** How long the service asks to be left alone: a number of seconds, or a date by its own clock. */
    private static @Nullable Duration retryAfter(AwsServiceException answer) {
        AwsErrorDetails details = answer.awsErrorDetails();
        SdkHttpResponse response = details == null ? null : details.sdkHttpResponse();
        if (response == null) {
            return null;
        }
        String asked =
                response.firstMatchingHeader("Retry-After").map(String::strip).orElse("");
        if (asked.matches("\\d{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(asked));
        }
        Optional<Instant> until = HttpDates.parse(asked);
        Optional<Instant> now = HttpDates.of(response);
        if (until.isEmpty() || now.isEmpty()) {
            return null;
        }
        Duration wait = Duration.between(now.get(), until.get());
        return wait.isNegative() ? Duration.ZERO : wait;
    }

    private static String code(@Nullable AwsErrorDetails details) {
        return details == null || details.errorCode() == null ? "" : details.errorCode();
    }

    private static String shown(String code, int status) {
        return code.isEmpty() ? Integer.toString(status) : status + " " + code;
    }

    private static boolean has(Throwable failure, Class<? extends Throwable> type) {
        return find(failure, type).isPresent();
    }

    private static <T extends Throwable> Optional<T> find(Throwable failure, Class<T> type) {
        int depth = 0;
        for (Throwable cause = failure; cause != null && depth < 20; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return Optional.of(type.cast(cause));
            }
            depth++;
        }
        return Optional.empty();
    }
}
