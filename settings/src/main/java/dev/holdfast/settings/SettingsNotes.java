package dev.holdfast.settings;

import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Says what is valid but worth knowing. A note goes away by removing its line. */
final class SettingsNotes {
    /** The least that S3 services take as a part. */
    private static final int SMALLEST_PART_MB = 5;

    /** What counts for a bucket alone; an endpoint without a bucket is an error of its own. */
    private static final List<Key<?>> OF_BUCKETS = List.of(
            Keys.CLOUD_REGION,
            Keys.CLOUD_PATH_STYLE,
            Keys.CLOUD_CHECKSUMS,
            Keys.CLOUD_CHUNKED_ENCODING,
            Keys.CLOUD_CREATE_ONLY,
            Keys.CLOUD_PROFILE);

    /** What counts for a memory API alone. */
    private static final List<Key<?>> OF_MEMORY_API =
            List.of(Keys.MEMORY_API_KEY, Keys.MEMORY_API_SENSITIVE, Keys.MEMORY_API_CATEGORIES, Keys.SYNC_INTERVAL);

    private static final List<Note> NOTES = List.of(
            new Note(
                    SettingsNotes::hasSmallParts,
                    "chunk_size_mb is less than S3 services take, so parts of " + SMALLEST_PART_MB + " MiB are sent."),
            new Note(
                    settings -> settings.isSet(Keys.COMPRESSION_FORMAT) && !settings.get(Keys.ENABLE_COMPRESSION),
                    "compression_format is set, but enable_compression is false, so it has no effect."),
            new Note(
                    isSet(Keys.HTTP_TOKEN).and(isSet(Keys.HTTP_ENDPOINT).negate()),
                    "http_token is set without http_endpoint, so it is not used."),
            new Note(
                    isSet(Keys.HTTP_BATCH_SIZE).and(isSet(Keys.HTTP_ENDPOINT).negate()),
                    "http_batch_size is set without http_endpoint, so it is not used."));

    private SettingsNotes() {}

    private record Note(Predicate<Settings> applies, String sentence) {}

    static List<String> of(Settings settings) {
        Stream<String> unused = settings.remoteIsBucket()
                ? Stream.of()
                : OF_BUCKETS.stream()
                        .filter(settings::isSet)
                        .map(key -> key + " is set, but the remote is not a bucket, so it has no effect.");
        Stream<String> others =
                NOTES.stream().filter(note -> note.applies().test(settings)).map(Note::sentence);
        Stream<String> withoutApi = settings.isSet(Keys.MEMORY_API_URL)
                ? Stream.of()
                : OF_MEMORY_API.stream()
                        .filter(settings::isSet)
                        .map(key -> key + " is set without " + Keys.MEMORY_API_URL + ", so it is not used.");
        Stream<String> unsafe = settings.get(Keys.MIRRORS).stream()
                .filter(mirror -> mirror.rules().comparison().isUnsafe())
                .map(mirror -> "The mirror " + mirror.name() + " compares files by "
                        + mirror.rules().comparison().word() + ", which is unsafe: "
                        + mirror.rules().comparison().danger() + ".");
        return Stream.of(unused, others, withoutApi, unsafe)
                .flatMap(Function.identity())
                .toList();
    }

    private static Predicate<Settings> isSet(Key<?> key) {
        return settings -> settings.isSet(key);
    }

    private static boolean hasSmallParts(Settings settings) {
        return settings.remoteIsBucket() && settings.get(Keys.CHUNK_SIZE_MB) < SMALLEST_PART_MB;
    }
}
