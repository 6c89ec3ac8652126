package dev.holdfast.sync.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "its files have no such numbers")
class FolderStatTest {
    @TempDir
    Path root;

    private FolderStat stat;

    @BeforeEach
    void somethingIsThere() throws IOException {
        stat = new FolderStat(root);
        Files.writeString(root.resolve("file"), "content");
        Files.createFile(root.resolve("empty"));
        Files.createDirectory(root.resolve("directory"));
        Files.createSymbolicLink(root.resolve("link"), Path.of("file"));
        Files.createSymbolicLink(root.resolve("loop"), Path.of("loop"));
        Files.writeString(root.resolve("old"), "old");
        Files.setLastModifiedTime(root.resolve("old"), FileTime.from(Instant.parse("1932-05-06T07:08:09.123456789Z")));
        Files.writeString(root.resolve("late"), "late");
        Files.setLastModifiedTime(root.resolve("late"), FileTime.from(Instant.parse("2300-05-06T07:08:09.5Z")));
    }

    /** Should this fail on a newer JDK, large folders take longer there and nothing else is wrong. */
    @Test
    void thisJavaTellsTheNumbers() throws IOException {
        assertThat(UnixNumbers.available()).isTrue();
        assertThat(UnixNumbers.in(Files.readAttributes(root, PosixFileAttributes.class)))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "empty", "directory", "link", "loop", "old", "late", "/dev/null"})
    void theNumbersAreThoseThatTheNamesLeadTo(String name) throws IOException {
        Path file = root.resolve(name);
        assertThat(stat.read(file)).isEqualTo(stat.readNames(file));
        boolean elsewhere = name.startsWith("/dev");
        assertThat(stat.read(file).device() != 0).as("on another disk").isEqualTo(elsewhere);
    }

    @Test
    void whatIsSeenIsWhatIsThere() throws IOException {
        Path file = root.resolve("file");
        Facts facts = stat.read(file);
        assertThat(facts.kind()).isEqualTo(EntryKind.FILE);
        assertThat(facts.size()).isEqualTo(7);
        assertThat(facts.modified()).isEqualTo(Files.getLastModifiedTime(file));
        assertThat(facts.number()).isEqualTo(Files.getAttribute(file, "unix:ino", LinkOption.NOFOLLOW_LINKS));
        assertThat(facts.device()).as("the root's own disk").isZero();
        assertThat(stat.read(root.resolve("link")).kind()).isEqualTo(EntryKind.OTHER);
        assertThat(stat.read(root.resolve("directory")).kind()).isEqualTo(EntryKind.DIRECTORY);
        assertThatThrownBy(() -> stat.read(root.resolve("gone"))).isInstanceOf(NoSuchFileException.class);
    }
}
