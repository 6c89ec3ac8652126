package dev.holdfast.settings;

import java.util.List;
import java.util.function.Predicate;

/** Says what is valid but worth knowing. A note goes away by removing its line. */
final class SettingsNotes {
    private static final List<Note> NOTES = List.of(
            new Note(
                    SettingsNotes::hasBucket, "The remote is an S3 bucket, and this version cannot upload to one yet."),
            new Note(isSet(Keys.HTTP_ENDPOINT), "http_endpoint is set, and this version cannot send to a server yet."),
            new Note(isSet(Keys.MEMORY_API_URL), "memory_api_url is set, and this version has no memory sync yet."),
            new Note(
                    isSet(Keys.SYNC_INTERVAL),
                    "sync_interval_seconds is set, and this version has no memory sync yet."),
            new Note(isSet(Keys.MIRRORS), "mirrors are set, and this version does not sync mirrors yet."),
            new Note(
                    isSet(Keys.HTTP_TOKEN).and(isSet(Keys.HTTP_ENDPOINT).negate()),
                    "http_token is set without http_endpoint, so it is not used."),
            new Note(
                    isSet(Keys.MEMORY_API_KEY).and(isSet(Keys.MEMORY_API_URL).negate()),
                    "memory_api_key is set without memory_api_url, so it is not used."));

    private SettingsNotes() {}

    private record Note(Predicate<Settings> applies, String sentence) {}

    static List<String> of(Settings settings) {
        return NOTES.stream()
                .filter(note -> note.applies().test(settings))
                .map(Note::sentence)
                .toList();
    }

    private static Predicate<Settings> isSet(Key<?> key) {
        return settings -> settings.isSet(key);
    }

    private static boolean hasBucket(Settings settings) {
        return settings.remote()
                .filter(remote -> "s3".equals(remote.getScheme()))
                .isPresent();
    }
}
