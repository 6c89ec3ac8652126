package dev.holdfast.settings;

import dev.holdfast.settings.Key.Shape;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Every setting there is, in the order in which they are shown. */
public final class Keys {
    private static final List<Key<?>> ALL = new ArrayList<>();

    private static final String YES_OR_NO = "true or false";
    private static final String ADDRESS = "an https:// address, or an http:// one on this machine (localhost),"
            + " without user name, query and fragment";
    private static final String REFERENCE = "a reference to a secret: ${env:NAME}, ${file:PATH} or ${command:...}";

    /** Bucket of the cloud remote; the same as the remote {@code s3://BUCKET}. */
    public static final Key<String> CLOUD_BUCKET = key(
            "cloud_bucket",
            Shape.OPTIONAL,
            () -> "",
            Texts.parser(Addresses::bucket),
            "3 to 63 lower-case letters, digits, dots and hyphens, with a letter or digit at each end, and not an IP"
                    + " address",
            "The bucket that memory is uploaded to; the same as the remote s3://BUCKET.");

    /** Endpoint of the cloud remote when it is not AWS. */
    public static final Key<Optional<URI>> CLOUD_ENDPOINT =
            server("cloud_endpoint", "The address of the bucket's S3 service, when it is not Amazon's.");

    /** Region of the cloud remote. */
    public static final Key<String> CLOUD_REGION = key(
            "cloud_region",
            Shape.OPTIONAL,
            () -> "auto",
            Texts.matching("[A-Za-z0-9-]{1,64}"),
            "auto or the name of a region, such as eu-west-1",
            "The region of the bucket.");

    /** The name under which this machine's uploads stand on the remote. */
    public static final Key<String> SYSTEM_ID = key(
            "system_id",
            Shape.OPTIONAL,
            HostName::systemId,
            Texts.matching("[A-Za-z0-9_-]{1,100}"),
            "1 to 100 letters, digits, underscores and hyphens",
            "The name under which this machine's uploads stand on the remote; made from the host name when not set.");

    /** Whether a session's end queues an upload. */
    public static final Key<Boolean> UPLOAD_ON_SESSION_END =
            yesOrNo("upload_on_session_end", true, "Whether the end of a session queues an upload.");

    /** Whether another method may be tried when one fails. */
    public static final Key<Boolean> ENABLE_FALLBACK =
            yesOrNo("enable_fallback", true, "Whether the next method may be tried when one fails.");

    /** The method to use, or auto. */
    public static final Key<ForceMethod> FORCE_METHOD = key(
            "force_method",
            Shape.VALUE,
            () -> ForceMethod.AUTO,
            Texts.oneOf(ForceMethod.class),
            "auto, cloud or http",
            "The only method to use, or auto to try them in their order.");

    /** How long an upload may go without progress. */
    public static final Key<Duration> UPLOAD_TIMEOUT =
            seconds("upload_timeout_seconds", "300", "30", "3600", "How long an upload may go without progress.");

    /** How often a request is tried again after its first try. */
    public static final Key<Integer> MAX_RETRIES =
            whole("max_retries", 3, 0, 10, "How often a request is tried again after its first try.");

    /** How long the first retry waits; each next one waits twice as long. */
    public static final Key<Duration> RETRY_BACKOFF = seconds(
            "retry_backoff_seconds",
            "2",
            "0.1",
            "60",
            "How long the first retry waits; each next one waits twice as long.");

    /** Whether uploads are compressed. */
    public static final Key<Boolean> ENABLE_COMPRESSION =
            yesOrNo("enable_compression", true, "Whether uploads are compressed.");

    /** Whether unchanged files are skipped. */
    public static final Key<Boolean> ENABLE_DEDUPLICATION =
            yesOrNo("enable_deduplication", true, "Whether files that the remote already has are skipped.");

    /** The size of the parts an upload is sent in, in MiB. */
    public static final Key<Integer> CHUNK_SIZE_MB =
            whole("chunk_size_mb", 5, 1, 100, "The size of the parts that an upload is sent in, in MiB.");

    /** How uploads are compressed. */
    public static final Key<CompressionFormat> COMPRESSION_FORMAT = key(
            "compression_format",
            Shape.VALUE,
            () -> CompressionFormat.ZSTD,
            Texts.oneOf(CompressionFormat.class),
            "zstd or gzip",
            "How uploads are compressed: zstd, or the slower gzip for readers that know nothing else.");

    /** How many uploads of each source are kept whatever their age; with the other three at 0 too, all are. */
    public static final Key<Integer> KEEP_LAST = whole(
            "keep_last",
            0,
            0,
            10_000,
            "How many of the newest uploads of each source are kept. While all four keep_ settings are 0, all are kept.");

    /** Of how many days the last upload is kept. */
    public static final Key<Integer> KEEP_DAILY =
            whole("keep_daily", 0, 0, 10_000, "Of how many days the last upload of each source is kept.");

    /** Of how many weeks the last upload is kept. */
    public static final Key<Integer> KEEP_WEEKLY =
            whole("keep_weekly", 0, 0, 10_000, "Of how many weeks the last upload of each source is kept.");

    /** Of how many months the last upload is kept. */
    public static final Key<Integer> KEEP_MONTHLY =
            whole("keep_monthly", 0, 0, 10_000, "Of how many months the last upload of each source is kept.");

    /** Where memory is kept: {@code file:///dir} or {@code s3://bucket/prefix}. */
    public static final Key<Optional<URI>> REMOTE = key(
            "remote",
            Shape.OPTIONAL,
            Optional::empty,
            Texts.parser(text -> Optional.of(Addresses.remote(text))),
            "file:///DIR or s3://BUCKET/PREFIX",
            "Where memory is kept: a folder or a bucket; a folder in the home when nothing is configured.");

    /** How the bucket is addressed. */
    public static final Key<PathStyle> CLOUD_PATH_STYLE = key(
            "cloud_path_style",
            Shape.VALUE,
            () -> PathStyle.AUTO,
            Texts.oneOf(PathStyle.class),
            "auto (yes when cloud_endpoint is set), true or false",
            "Whether the bucket stands in an address's path rather than in its host name.");

    /** Which requests carry a checksum of their own. */
    public static final Key<Checksums> CLOUD_CHECKSUMS = key(
            "cloud_checksums",
            Shape.VALUE,
            () -> Checksums.WHEN_REQUIRED,
            Texts.oneOf(Checksums.class),
            "when_required, which every service takes, or when_supported",
            "When the S3 protocol's own checksums are sent and checked; uploads are verified in either case.");

    /** Whether bodies are sent in signed chunks. */
    public static final Key<Boolean> CLOUD_CHUNKED_ENCODING = yesOrNo(
            "cloud_chunked_encoding",
            false,
            "Whether uploads are sent in signed chunks, which some S3 services refuse.");

    /** Whether the service honours create-only writes. */
    public static final Key<Boolean> CLOUD_CREATE_ONLY = yesOrNo(
            "cloud_create_only",
            true,
            "Whether the S3 service honours create-only writes (If-None-Match: *); set it to false for one that doesn't.");

    /** The AWS profile whose credentials are used. */
    public static final Key<String> CLOUD_PROFILE = key(
            "cloud_profile",
            Shape.OPTIONAL,
            () -> "",
            Texts.matching("[A-Za-z0-9_./%@:+-]{1,128}"),
            "the name of a profile in the AWS configuration files",
            "The AWS profile to take the bucket's credentials from; without it the SDK's usual places are searched.");

    /** Akosha's MCP endpoint. */
    public static final Key<Optional<URI>> HTTP_ENDPOINT =
            server("http_endpoint", "The MCP address of an Akosha server, such as http://127.0.0.1:8682/mcp.");

    /** Bearer token for Akosha's MCP endpoint. */
    public static final Key<Secret> HTTP_TOKEN = secret("http_token", "The bearer token for http_endpoint.");

    /** How many memories one call to Akosha carries. */
    public static final Key<Integer> HTTP_BATCH_SIZE = whole(
            "http_batch_size",
            100,
            1,
            1000,
            "How many memories one call to http_endpoint carries; fewer once the server says that it is too much.");

    /** Base address of the memory API. */
    public static final Key<Optional<URI>> MEMORY_API_URL =
            server("memory_api_url", "The base address of a memory API.");

    /** Key for the memory API. */
    public static final Key<Secret> MEMORY_API_KEY = secret("memory_api_key", "The key for memory_api_url.");

    /** Whether sensitive memories go to the memory API. */
    public static final Key<Boolean> MEMORY_API_SENSITIVE = yesOrNo(
            "memory_api_sensitive",
            false,
            "Whether sensitive memories go to the memory API too, in plain text and marked as sensitive.");

    /** What the memory API calls our categories; those that are not in it go by their own names. */
    public static final Key<Map<String, String>> MEMORY_API_CATEGORIES = key(
            "memory_api_categories",
            Shape.STRUCTURE,
            Map::of,
            CategoriesParser::parse,
            "a map from categories of memories here to the server's (ideas: facts)",
            "Which of the memory API's categories stands for one of ours that it does not know.");

    /** How often memories are synced with the memory API. */
    public static final Key<Duration> SYNC_INTERVAL =
            seconds("sync_interval_seconds", "60", "5", "86400", "How often memories are synced with the memory API.");

    /** What is kept. */
    public static final Key<List<SourceSetting>> SOURCES = key(
            "sources",
            Shape.STRUCTURE,
            List::of,
            SourcesParser::parse,
            "a map from names to paths (notes: ~/notes), or a list of {name, path}",
            "The files and directories to keep, by name.");

    /** Whether Session-Buddy's reflection database is a source by itself. */
    public static final Key<Boolean> UPLOAD_REFLECTIONS = yesOrNo(
            "upload_reflections",
            true,
            "Whether ~/.claude/data/reflection.duckdb, where it exists, is kept without being named under sources.");

    /** Whether Session-Buddy's knowledge graph is a source by itself. */
    public static final Key<Boolean> UPLOAD_KNOWLEDGE_GRAPH = yesOrNo(
            "upload_knowledge_graph",
            true,
            "Whether ~/.claude/data/knowledge_graph.duckdb, where it exists, is kept without being named.");

    /** Whether the memories in the home are a source by themselves. */
    public static final Key<Boolean> UPLOAD_MEMORIES = yesOrNo(
            "upload_memories",
            true,
            "Whether the memories that assistants store here are kept without being named under sources.");

    /** Whether what a sensitive memory says may leave the machine. */
    public static final Key<Boolean> UPLOAD_SENSITIVE_MEMORIES = yesOrNo(
            "upload_sensitive_memories",
            false,
            "Whether what sensitive memories say may leave the machine: without it they are uploaded sealed, and no"
                    + " server gets them.");

    /** Whether the spaces in the home are a source by themselves. */
    public static final Key<Boolean> UPLOAD_SPACES = yesOrNo(
            "upload_spaces", true, "Whether the documents of spaces are kept without being named under sources.");

    /** Trees that are kept the same. */
    public static final Key<List<MirrorSetting>> MIRRORS = key(
            "mirrors",
            Shape.STRUCTURE,
            List::of,
            MirrorsParser::parse,
            "a list of {source, destination, syncMode, alias}, of {local, remote, storage, syncMode, alias}, both with"
                    + " further fields, or of source[:mode]:destination",
            "The pairs of file trees to keep the same.");

    /** Bearer token that clients of our own HTTP transport must show. */
    public static final Key<Secret> SERVE_TOKEN =
            secret("serve_token", "The bearer token that clients of \"serve --http\" must show.");

    /** Whether a client that leaves counts as a session's end. */
    public static final Key<Boolean> UPLOAD_ON_DISCONNECT = yesOrNo(
            "upload_on_disconnect",
            true,
            "Whether a client that leaves without calling end counts as a session's end too.");

    /** The directory that holds all state. */
    public static final Key<Path> HOME = key(
            "home",
            Shape.VALUE,
            Keys::usualHome,
            (raw, reading) -> Texts.<Path>parser(reading.place()::path).parse(raw, reading),
            "the absolute path of a directory, which need not exist yet",
            "The directory that holds all state; given with --home or HOLDFAST_HOME.");

    /** How much the log tells. */
    public static final Key<LogLevel> LOG_LEVEL = key(
            "log_level",
            Shape.VALUE,
            () -> LogLevel.INFO,
            Texts.oneOf(LogLevel.class),
            "error, warn, info or debug",
            "How much the log tells.");

    /** Those that a settings file may also call by their old name, {@code akosha_…}. */
    static final List<Key<?>> WITH_OLD_SPELLING = List.of(
            CLOUD_BUCKET,
            CLOUD_ENDPOINT,
            CLOUD_REGION,
            SYSTEM_ID,
            UPLOAD_ON_SESSION_END,
            ENABLE_FALLBACK,
            FORCE_METHOD,
            UPLOAD_TIMEOUT,
            MAX_RETRIES,
            RETRY_BACKOFF,
            ENABLE_COMPRESSION,
            ENABLE_DEDUPLICATION,
            CHUNK_SIZE_MB);

    private Keys() {}

    /** All of them, in order. */
    public static List<Key<?>> all() {
        return Collections.unmodifiableList(ALL);
    }

    static @Nullable Key<?> find(String name) {
        return ALL.stream().filter(key -> key.name().equals(name)).findFirst().orElse(null);
    }

    private static Path usualHome() {
        return HomeDirectory.usual(Platform.current(System.getenv()), System.getenv())
                .orElseThrow(() -> new IllegalStateException("This machine does not know the user's home directory."));
    }

    private static Key<Boolean> yesOrNo(String name, boolean usual, String description) {
        return key(name, Shape.VALUE, () -> usual, Texts.yesOrNo(), YES_OR_NO, description);
    }

    private static Key<Integer> whole(String name, int usual, int lowest, int highest, String description) {
        String rule = "a whole number from " + lowest + " to " + highest;
        return key(name, Shape.VALUE, () -> usual, Numbers.whole(lowest, highest), rule, description);
    }

    private static Key<Duration> seconds(String name, String usual, String lowest, String highest, String description) {
        String rule = "a number of seconds from " + lowest + " to " + highest;
        Duration value = Numbers.duration(usual);
        return key(name, Shape.VALUE, () -> value, Numbers.seconds(lowest, highest), rule, description);
    }

    private static Key<Optional<URI>> server(String name, String description) {
        Parser<Optional<URI>> parser = Texts.parser(text -> Optional.of(Addresses.server(text)));
        return key(name, Shape.OPTIONAL, Optional::empty, parser, ADDRESS, description);
    }

    private static Key<Secret> secret(String name, String description) {
        Parser<Secret> parser = (raw, reading) ->
                Texts.parser(text -> Secret.parse(text, reading.place())).parse(raw, reading);
        return key(name, Shape.SECRET, () -> Secret.NONE, parser, REFERENCE, description);
    }

    private static <T> Key<T> key(
            String name, Shape shape, Supplier<T> usual, Parser<T> parser, String rule, String description) {
        Key<T> key = new Key<>(name, shape, usual, parser, rule, description);
        ALL.add(key);
        return key;
    }
}
