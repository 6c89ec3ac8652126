package dev.holdfast.settings;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Every setting there is, in the order in which they are shown. */
public final class Keys {
    /** Bucket of the cloud remote; the same as the remote {@code s3://BUCKET}. */
    public static final Key<String> CLOUD_BUCKET = key("cloud_bucket", () -> "");

    /** Endpoint of the cloud remote when it is not AWS. */
    public static final Key<Optional<URI>> CLOUD_ENDPOINT = key("cloud_endpoint", Optional::empty);

    /** Region of the cloud remote. */
    public static final Key<String> CLOUD_REGION = key("cloud_region", () -> "auto");

    /** The name under which this machine's uploads stand on the remote. */
    public static final Key<String> SYSTEM_ID = key("system_id", () -> "machine");

    /** Whether a session's end queues an upload. */
    public static final Key<Boolean> UPLOAD_ON_SESSION_END = key("upload_on_session_end", () -> true);

    /** Whether another method may be tried when one fails. */
    public static final Key<Boolean> ENABLE_FALLBACK = key("enable_fallback", () -> true);

    /** The method to use, or auto. */
    public static final Key<ForceMethod> FORCE_METHOD = key("force_method", () -> ForceMethod.AUTO);

    /** How long an upload may go without progress. */
    public static final Key<Duration> UPLOAD_TIMEOUT = key("upload_timeout_seconds", () -> Duration.ofSeconds(300));

    /** How often a request is tried again after its first try. */
    public static final Key<Integer> MAX_RETRIES = key("max_retries", () -> 3);

    /** How long the first retry waits; each next one waits twice as long. */
    public static final Key<Duration> RETRY_BACKOFF = key("retry_backoff_seconds", () -> Duration.ofSeconds(2));

    /** Whether uploads are compressed. */
    public static final Key<Boolean> ENABLE_COMPRESSION = key("enable_compression", () -> true);

    /** Whether unchanged files are skipped. */
    public static final Key<Boolean> ENABLE_DEDUPLICATION = key("enable_deduplication", () -> true);

    /** The size of the parts an upload is sent in, in MiB. */
    public static final Key<Integer> CHUNK_SIZE_MB = key("chunk_size_mb", () -> 5);

    /** Where memory is kept: {@code file:///dir} or {@code s3://bucket/prefix}. */
    public static final Key<Optional<URI>> REMOTE = key("remote", Optional::empty);

    /** Akosha's MCP endpoint. */
    public static final Key<Optional<URI>> HTTP_ENDPOINT = key("http_endpoint", Optional::empty);

    /** Bearer token for Akosha's MCP endpoint. */
    public static final Key<Secret> HTTP_TOKEN = key("http_token", () -> Secret.NONE);

    /** Base address of the memory API. */
    public static final Key<Optional<URI>> MEMORY_API_URL = key("memory_api_url", Optional::empty);

    /** Key for the memory API. */
    public static final Key<Secret> MEMORY_API_KEY = key("memory_api_key", () -> Secret.NONE);

    /** How often memories are synced with the memory API. */
    public static final Key<Duration> SYNC_INTERVAL = key("sync_interval_seconds", () -> Duration.ofSeconds(60));

    /** What is kept. */
    public static final Key<List<SourceSetting>> SOURCES = key("sources", List::of);

    /** Trees that are kept the same. */
    public static final Key<List<MirrorSetting>> MIRRORS = key("mirrors", List::of);

    /** Bearer token that clients of our own HTTP transport must show. */
    public static final Key<Secret> SERVE_TOKEN = key("serve_token", () -> Secret.NONE);

    /** The directory that holds all state. */
    public static final Key<Path> HOME = key("home", () -> Path.of("").toAbsolutePath());

    /** How much the log tells. */
    public static final Key<LogLevel> LOG_LEVEL = key("log_level", () -> LogLevel.INFO);

    private Keys() {}

    private static <T> Key<T> key(String name, Supplier<T> defaultValue) {
        return new Key<>(name, "", "", defaultValue, raw -> {
            throw new IllegalArgumentException("not yet");
        });
    }
}
