package dev.holdfast.settings;

import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The settings in force. Made once at start by {@link SettingsLoader}, or by {@link #builder} in tests; every value has
 * passed its rule and the rules between keys. Immutable and thread-safe. Holds secrets only as {@link Secret}s, which
 * show nothing of themselves.
 */
public final class Settings {
    /** The scheme of buckets. */
    private static final String S3 = "s3";

    private final Map<Key<?>, Object> values;
    private final Map<Key<?>, Origin> origins;
    private final @Nullable Path userHome;

    Settings(Map<Key<?>, Object> values, Map<Key<?>, Origin> origins, @Nullable Path userHome) {
        this.values = Map.copyOf(values);
        this.origins = Map.copyOf(origins);
        this.userHome = userHome;
    }

    /** Settings with every default, in this home; for tests and tools. */
    public static Builder builder(Path home) {
        return new Builder().set(Keys.HOME, home.toAbsolutePath().normalize());
    }

    /** The value in force. */
    @SuppressWarnings("unchecked") // only typed setters and the key's own parser fill the map
    public <T> T get(Key<T> key) {
        Object value = values.get(key);
        return value == null ? key.defaultValue() : (T) value;
    }

    /** Where the value came from; {@link Origin#DEFAULT} when nobody set it. */
    public Origin origin(Key<?> key) {
        Origin origin = origins.get(key);
        return origin == null ? Origin.DEFAULT : origin;
    }

    /** Whether somebody set the key, be it to its default. The home is always set. */
    public boolean isSet(Key<?> key) {
        return values.containsKey(key);
    }

    /**
     * The user's home directory, where assistants keep their memory; empty when the machine knows none, and for settings
     * that did not come from {@link SettingsLoader}.
     */
    public Optional<Path> userHome() {
        return Optional.ofNullable(userHome);
    }

    /**
     * What is kept: the sources that {@link Keys#SOURCES} names, whether they exist or not, then those databases of
     * Session-Buddy's and memories of ours that exist now, unless they are among the former already or a setting leaves
     * them out.
     */
    public List<SourceSetting> sources() {
        return UsualSources.withThoseThere(this);
    }

    /** As {@link #sources()}, and also those of the latter that do not exist now: they may have, and may come back. */
    public List<SourceSetting> possibleSources() {
        return UsualSources.with(this);
    }

    /** The directory that holds all state. Absolute; need not exist yet. */
    public Path home() {
        return get(Keys.HOME);
    }

    /**
     * Where memory is kept, when the user named a place: {@code file:///dir} or {@code s3://bucket/prefix}. Empty when
     * nothing is named; then {@link #embeddedRemote()} counts, unless an HTTP endpoint is set.
     */
    public Optional<URI> remote() {
        URI remote = get(Keys.REMOTE).orElse(null);
        if (remote != null) {
            return Optional.of(remote);
        }
        String bucket = get(Keys.CLOUD_BUCKET);
        return bucket.isEmpty() ? Optional.empty() : Optional.of(bucketAddress(bucket));
    }

    /** Whether {@link #remote()} is a bucket. */
    public boolean remoteIsBucket() {
        return remote().filter(remote -> S3.equals(remote.getScheme())).isPresent();
    }

    static URI bucketAddress(String bucket) {
        return URI.create("s3://" + bucket);
    }

    /** The folder in the home that stands in for a remote while none is configured. */
    public Path embeddedRemote() {
        return home().resolve("remote");
    }

    /**
     * What a user should know about these settings although they are valid, one sentence each: for example a setting
     * that this version reads and checks but does not act on yet.
     */
    public List<String> notes() {
        return SettingsNotes.of(this);
    }

    /** Every setting with its value, its origin and its rule, in the order of {@link Keys}. No secret is looked up. */
    public List<SettingView> describe() {
        return Keys.all().stream().map(key -> SettingView.of(this, key)).toList();
    }

    /** Collects values for {@link Settings}. Not thread-safe. */
    public static final class Builder {
        private final Map<Key<?>, Object> values = new HashMap<>();
        private final Map<Key<?>, Origin> origins = new HashMap<>();
        private @Nullable Path userHome;

        Builder() {}

        Builder userHome(@Nullable Path directory) {
            userHome = directory;
            return this;
        }

        /** Sets a typed value; it is trusted to satisfy the key's rule. */
        public <T> Builder set(Key<T> key, T value) {
            return set(key, value, null);
        }

        <T> Builder set(Key<T> key, T value, @Nullable Origin origin) {
            values.put(key, value);
            if (origin != null) {
                origins.put(key, origin);
            }
            return this;
        }

        void clear(Key<?> key) {
            values.remove(key);
            origins.remove(key);
        }

        /** The settings, as they stand now. */
        public Settings build() {
            return new Settings(values, origins, userHome);
        }
    }
}
