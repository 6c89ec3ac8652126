package dev.holdfast.sync;

import dev.holdfast.settings.Key;
import dev.holdfast.settings.Keys;
import dev.holdfast.settings.MirrorSetting;
import dev.holdfast.settings.Origin;
import dev.holdfast.settings.Settings;
import dev.holdfast.settings.SourceSetting;
import dev.holdfast.sync.hash.Hashes;
import dev.holdfast.sync.outbox.Route;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where settings send things, and who may act for them.
 *
 * @param place the remote, spelled so that equal text means the same place; without user names, passwords or queries
 * @param route the place together with what is sent there, for the outbox
 */
record Destination(String place, Route route) {
    /** The settings that decide where things go, and which. */
    private static final List<Key<?>> DECIDING = List.of(
            Keys.REMOTE,
            Keys.CLOUD_BUCKET,
            Keys.CLOUD_ENDPOINT,
            Keys.CLOUD_REGION,
            Keys.SYSTEM_ID,
            Keys.FORCE_METHOD,
            Keys.ENABLE_FALLBACK,
            Keys.HTTP_ENDPOINT,
            Keys.HTTP_TOKEN,
            Keys.SOURCES,
            Keys.UPLOAD_REFLECTIONS,
            Keys.UPLOAD_KNOWLEDGE_GRAPH,
            Keys.UPLOAD_MEMORIES,
            Keys.UPLOAD_SENSITIVE_MEMORIES,
            Keys.UPLOAD_SPACES,
            Keys.MIRRORS);

    private static final int DIGEST_CHARACTERS = 16;

    static Destination of(Settings settings) {
        String place = String.join(
                " ",
                "remote=" + settings.remote().map(Destination::plain).orElse("embedded"),
                "endpoint="
                        + settings.get(Keys.CLOUD_ENDPOINT)
                                .map(Destination::plain)
                                .orElse("none"),
                "http="
                        + settings.get(Keys.HTTP_ENDPOINT)
                                .map(Destination::plain)
                                .orElse("none"),
                "system=" + settings.get(Keys.SYSTEM_ID));
        // By what the settings say and not by what is there: a database that comes and goes makes no other route.
        String target = place + " sources=" + digest(settings.get(Keys.SOURCES))
                + (settings.get(Keys.UPLOAD_REFLECTIONS) ? "" : " without=reflections")
                + (settings.get(Keys.UPLOAD_KNOWLEDGE_GRAPH) ? "" : " without=graph")
                + (settings.get(Keys.UPLOAD_MEMORIES) ? "" : " without=memories")
                + (settings.get(Keys.UPLOAD_SENSITIVE_MEMORIES) ? " with=sensitive" : "")
                + (settings.get(Keys.UPLOAD_SPACES) ? "" : " without=spaces")
                // A home without any keeps its route.
                + (settings.get(Keys.MIRRORS).isEmpty() ? "" : " mirrors=" + mirrors(settings.get(Keys.MIRRORS)));
        boolean canonical = isCanonical(
                DECIDING.stream().map(settings::origin), settings.home().resolve("holdfast.yaml"));
        return new Destination(place, new Route(target, canonical));
    }

    /** Whether nothing but the home's own settings file, or nothing at all, is behind these. */
    static boolean isCanonical(Stream<Origin> origins, Path ownFile) {
        return origins.allMatch(origin -> switch (origin.kind()) {
            case DEFAULT -> true;
            case FILE -> origin.detail().startsWith(ownFile.toString());
            case ENVIRONMENT, FLAG -> false;
        });
    }

    /** An address by what can be shown of it. */
    static String plain(URI address) {
        String host = Optional.ofNullable(address.getHost()).orElse("");
        String port = address.getPort() < 0 ? "" : ":" + address.getPort();
        String path = Optional.ofNullable(address.getRawPath()).orElse("");
        // A bucket's name need not be a valid host name; then the authority has no user part either.
        String authority = host.isEmpty() ? withoutUser(address.getRawAuthority()) : host + port;
        return address.getScheme() + "://" + authority + path;
    }

    private static String withoutUser(@Nullable String authority) {
        return authority == null ? "" : authority.substring(authority.lastIndexOf('@') + 1);
    }

    private static String digest(List<SourceSetting> sources) {
        return digest(sources.stream().map(source -> source.name() + "=" + source.path() + "\n"));
    }

    private static String mirrors(List<MirrorSetting> mirrors) {
        return digest(mirrors.stream()
                .map(mirror -> String.join("\0", mirror.name(), mirror.source(), mirror.destination(), mirror.mode())
                        + rules(mirror) + "\n"));
    }

    /** One of which nothing else is wanted keeps its route. */
    private static String rules(MirrorSetting mirror) {
        List<String> differing = mirror.rules().differing();
        return differing.isEmpty() ? "" : "\0" + String.join("\0", differing);
    }

    private static String digest(Stream<String> lines) {
        StringBuilder all = new StringBuilder();
        lines.sorted().forEach(all::append);
        return Hashes.of(all.toString()).substring(0, DIGEST_CHARACTERS);
    }
}
