package dev.holdfast.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MeansTest {
    @TempDir
    Path home;

    private String means() {
        return Means.of(Settings.builder(home).build(), Set.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"extensions", "drivers"})
    void aProcessThatStartsAfterAJarWasAddedOrReplacedHasOtherMeans(String folder) throws IOException {
        String without = means();
        Path jar = Files.createDirectory(home.resolve(folder)).resolve("some.jar");
        assertThat(means()).as("an empty folder").isEqualTo(without);
        Files.writeString(jar, "one");
        String first = means();
        assertThat(first).isNotEqualTo(without).isEqualTo(means());
        Files.writeString(jar, "another one");
        assertThat(means()).isNotEqualTo(first).isNotEqualTo(without);
    }

    @Test
    void otherFilesInTheHomeAreNoMeans() throws IOException {
        String before = means();
        Files.writeString(home.resolve("notes.txt"), "x");
        assertThat(means()).isEqualTo(before);
    }
}
