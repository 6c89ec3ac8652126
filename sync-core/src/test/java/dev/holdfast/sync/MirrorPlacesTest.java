package dev.holdfast.sync;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.settings.Keys;
import dev.holdfast.settings.MirrorSetting;
import dev.holdfast.settings.Settings;
import dev.holdfast.sync.storage.StorageException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which places can be the two sides of one mirror. */
class MirrorPlacesTest {
    @TempDir
    Path work;

    private Settings.Builder settings;

    @BeforeEach
    void folders() throws IOException {
        Files.createDirectories(work.resolve("notes/deep"));
        Files.createDirectories(work.resolve("notes too"));
        Files.createDirectories(work.resolve("home"));
        settings = Settings.builder(work.resolve("home")).set(Keys.SYSTEM_ID, "here");
    }

    private void check(String source, String destination) throws StorageException {
        MirrorPlaces.check(new MirrorSetting("notes", source, destination, "twoWay"), settings.build());
    }

    private String at(String path) {
        return work.resolve(path).toString();
    }

    private AbstractThrowableAssert<?, ?> assertRefused(String source, String destination) {
        return assertThatThrownBy(() -> check(source, destination)).isInstanceOf(StorageException.Permanent.class);
    }

    @Test
    void placesApartAreTaken() {
        assertThatCode(() -> {
                    check(at("notes"), at("notes too"));
                    check(at("notes"), at("not there yet"));
                    check("s3://bucket/a", "s3://bucket/ab");
                    check("s3://bucket/a", "s3://other/a");
                    check(at("notes"), "s3://bucket");
                })
                .doesNotThrowAnyException();
    }

    @Test
    void oneSideInTheOtherIsRefused() {
        assertRefused(at("notes"), at("notes/deep")).hasMessageContaining("lie in one another");
        assertRefused(at("notes/deep/missing"), at("notes"));
        assertRefused("s3://bucket/a/b", "s3://bucket/a/");
        assertRefused("s3://bucket", "s3://bucket/a");
    }

    @Test
    void onePlaceUnderTwoSpellingsIsRefused() throws IOException {
        Files.createSymbolicLink(work.resolve("link"), work.resolve("notes"));
        assertRefused(at("notes"), at("link")).hasMessageContaining("are one place");
        assertRefused(at("notes"), work.resolve("notes").toUri().toString());
        assertRefused(at("link/missing"), at("notes/missing"));
        assertRefused("s3://bucket/a", "s3://bucket/a/");
    }

    @Test
    void theHomeIsKnownAlsoBehindALink() throws IOException {
        Files.createSymbolicLink(work.resolve("link"), work.resolve("home"));
        assertRefused(at("notes"), at("link")).hasMessageContaining("Holdfast's own home");
        assertRefused(at("link/inside"), at("notes")).hasMessageContaining("Holdfast's own home");
        assertRefused(work.toString(), at("notes")).hasMessageContaining("Holdfast's own home");
    }

    @Test
    void whatTheRemoteHasToDoWithIsRefused() {
        settings.set(Keys.REMOTE, Optional.of(work.resolve("notes").toUri()));
        assertRefused(at("notes too"), at("notes/deep")).hasMessageContaining("the remote has to do with");
        settings.set(Keys.REMOTE, Optional.of(URI.create("s3://bucket/memory")));
        assertRefused(at("notes"), "s3://bucket/memory/notes").hasMessageContaining("the remote");
        assertRefused("s3://bucket", at("notes")).hasMessageContaining("the remote");
        assertThatCode(() -> check(at("notes"), "s3://bucket/notes")).doesNotThrowAnyException();
    }
}
