package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.settings.Keys;
import dev.holdfast.settings.Settings;
import dev.holdfast.settings.SourceSetting;
import dev.holdfast.sync.UnknownSourceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceArgumentsTest {
    @TempDir
    Path directory;

    private Path notes;
    private Settings settings;

    @BeforeEach
    void makeFiles() throws IOException {
        notes = Files.createDirectory(directory.resolve("notes"));
        Files.createDirectories(directory.resolve("other/notes"));
        settings = Settings.builder(directory.resolve("home"))
                .set(Keys.SOURCES, List.of(new SourceSetting("brain", directory.resolve("brain.db"))))
                .build();
    }

    private SourceArguments.Chosen choose(String... arguments) {
        return SourceArguments.choose(List.of(arguments), settings, directory);
    }

    @Test
    void aConfiguredNameIsTakenAsSuch() {
        assertThat(choose("brain")).isEqualTo(new SourceArguments.Chosen(List.of("brain"), List.of()));
    }

    @Test
    void aPathIsNamedAfterItsLastPart() {
        assertThat(choose(notes.toString()).adHoc()).containsExactly(new SourceSetting("notes", notes));
    }

    @Test
    void tildeIsTheUsersHome() {
        assertThat(choose("~/notes").adHoc()).containsExactly(new SourceSetting("notes", notes));
    }

    @Test
    void aNameMayBeGiven() {
        assertThat(choose("mine=" + notes).adHoc()).containsExactly(new SourceSetting("mine", notes));
    }

    @Test
    void namesAreMadeValid() throws IOException {
        Path odd = Files.createFile(directory.resolve("über uns (1).md"));
        assertThat(choose(odd.toString()).adHoc()).containsExactly(new SourceSetting("ber-uns-1-md", odd));
    }

    @Test
    void theSamePathTwiceIsOneSource() {
        assertThat(choose(notes.toString(), notes.toString()).adHoc()).hasSize(1);
    }

    @Test
    void twoPathsWithOneNameAreRefused() {
        assertThatThrownBy(() -> choose(
                        notes.toString(), directory.resolve("other/notes").toString()))
                .isInstanceOf(UnknownSourceException.class)
                .hasMessageContaining("the name 'notes'")
                .hasMessageContaining("OTHER_NAME=");
    }

    @Test
    void aConfiguredSourcesNameIsNotLentToAnotherPath() {
        assertThatThrownBy(() -> choose("brain=" + notes))
                .isInstanceOf(UnknownSourceException.class)
                .hasMessageContaining("taken by");
    }

    @Test
    void whatIsNeitherNameNorFileIsRefusedWithTheNamesThereAre() {
        assertThatThrownBy(() -> choose("brian"))
                .isInstanceOf(UnknownSourceException.class)
                .hasMessageContaining("'brian'")
                .hasMessageContaining("brain");
    }
}
