package dev.holdfast.testkit.sim.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SimDiskTest {
    private static final Instant NOW = Instant.parse("2100-01-01T00:00:00Z");
    private static final String OLD = "o".repeat(300);
    private static final String NEW = "n".repeat(500);

    private final SimDisk disk = newDisk();
    private final Path dir = disk.path("/dir");
    private final Path file = dir.resolve("file");

    private static SimDisk newDisk() {
        return new SimDisk(DiskHost.alone(Clock.fixed(NOW, ZoneOffset.UTC)));
    }

    private static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** A directory with a file of the old content, all of it on the disk. */
    private static Path durableFile(SimDisk disk) throws IOException {
        Path dir = Files.createDirectory(disk.path("/dir"));
        Path file = Files.writeString(dir.resolve("file"), OLD);
        force(file);
        force(dir);
        force(disk.path("/"));
        return file;
    }

    private static String content(Path file) throws IOException {
        return Files.exists(file) ? Files.readString(file) : "nothing";
    }

    private interface Change {
        void make(SimDisk disk, Path file) throws IOException;
    }

    /** What many crashes right after a change leave of the file. */
    private static Set<String> afterCrashes(Change change, Path look) throws IOException {
        Set<String> found = new TreeSet<>();
        Random random = new Random(1);
        for (int round = 0; round < 200; round++) {
            SimDisk disk = newDisk();
            change.make(disk, durableFile(disk));
            disk.crash(random);
            found.add(content(disk.path(look.toString())));
        }
        return found;
    }

    @Test
    void filesAreReadAsTheyWereWritten() throws Exception {
        Files.createDirectory(dir);
        Files.writeString(file, "hello");
        Files.writeString(file, " world", StandardOpenOption.APPEND);
        assertThat(file).hasContent("hello world");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap("W".getBytes(StandardCharsets.UTF_8)), 6);
            channel.truncate(9);
            assertThat(channel.size()).isEqualTo(9);
        }
        assertThat(file).hasContent("hello Wor");
    }

    @Test
    void attributesTellWhatItIs() throws Exception {
        Files.createDirectory(dir);
        Files.writeString(file, "hello");
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        assertThat(attributes.size()).isEqualTo(5);
        assertThat(attributes.isRegularFile()).isTrue();
        assertThat(attributes.lastModifiedTime().toInstant()).isEqualTo(NOW);
        Path moved = Files.move(file, dir.resolve("moved"), StandardCopyOption.ATOMIC_MOVE);
        assertThat(Files.readAttributes(moved, BasicFileAttributes.class).fileKey())
                .isEqualTo(attributes.fileKey());
        assertThat(Files.isDirectory(dir)).isTrue();
    }

    @Test
    void failuresAreThoseOfLinux() throws Exception {
        Files.createDirectory(dir);
        Files.writeString(file, "hello");
        assertThatThrownBy(() -> Files.readString(dir.resolve("no"))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> Files.readString(file.resolve("below")))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("Not a directory");
        assertThatThrownBy(() -> Files.createDirectory(dir)).isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> Files.createLink(file, file)).isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> Files.delete(dir)).isInstanceOf(DirectoryNotEmptyException.class);
        assertThatThrownBy(() -> Files.newDirectoryStream(file)).isInstanceOf(NotDirectoryException.class);
        assertThatThrownBy(() -> Files.move(file, dir, StandardCopyOption.ATOMIC_MOVE))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("Is a directory");
        assertThatThrownBy(() -> Files.createFile(dir.resolve("x".repeat(256))))
                .hasMessageContaining("File name too long");
    }

    @Test
    void aDirectoryShowsItsEntriesInAnOrderThatDoesNotDependOnNames() throws Exception {
        Files.createDirectory(dir);
        for (String name : List.of("z.tmp", "a.tmp", "m")) {
            Files.writeString(dir.resolve(name), name);
        }
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(dir, "*.tmp")) {
            entries.forEach(entry -> names.add(entry.getFileName().toString()));
        }
        assertThat(names).containsExactly("z.tmp", "a.tmp");
    }

    @Test
    void twoLinksAreOneFile() throws Exception {
        Files.createDirectory(dir);
        Files.writeString(file, "hello");
        Path link = Files.createLink(dir.resolve("link"), file);
        Files.move(link, file, StandardCopyOption.ATOMIC_MOVE);
        assertThat(link).as("POSIX leaves both names").exists();
        Files.delete(file);
        assertThat(link).hasContent("hello");
    }

    @Test
    void aReaderKeepsTheFileThatItOpened() throws Exception {
        Files.createDirectory(dir);
        Files.writeString(file, OLD);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            Files.move(Files.writeString(dir.resolve("new"), NEW), file, StandardCopyOption.ATOMIC_MOVE);
            ByteBuffer read = ByteBuffer.allocate(1000);
            channel.read(read);
            assertThat(read.position()).isEqualTo(OLD.length());
        }
        assertThat(file).hasContent(NEW);
    }

    @Test
    void whatWasForcedSurvivesEveryCrash() throws Exception {
        Set<String> left = afterCrashes(
                (disk, file) -> {
                    Path temporary = Files.writeString(file.resolveSibling("temporary"), NEW);
                    force(temporary);
                    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
                    force(disk.path("/dir"));
                },
                file);
        assertThat(left).containsExactly(NEW);
    }

    @Test
    void aMoveThatWasNotForcedHappensOrNot() throws Exception {
        Set<String> left = afterCrashes(
                (disk, file) -> {
                    Path temporary = Files.writeString(file.resolveSibling("temporary"), NEW);
                    force(temporary);
                    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
                },
                file);
        assertThat(left).containsExactlyInAnyOrder(OLD, NEW);
    }

    @Test
    void bytesThatWereNotForcedMayBeLostCutOrTorn() throws Exception {
        Set<String> left = afterCrashes((disk, file) -> Files.writeString(file, NEW), file);
        assertThat(left).contains(OLD, NEW).hasSizeGreaterThan(10);
        assertThat(left).anyMatch(text -> text.contains("n") && text.contains("o"));
        assertThat(left).anyMatch(text -> text.length() < OLD.length() && text.startsWith("nn"));
        assertThat(left).allMatch(text -> text.matches("[no\0]*"));
    }

    @Test
    void namesThatWereNotForcedComeOrGoEachByItself() throws Exception {
        Set<Set<String>> left = new java.util.HashSet<>();
        Random random = new Random(1);
        for (int round = 0; round < 100; round++) {
            SimDisk crashing = newDisk();
            durableFile(crashing);
            Path parent = crashing.path("/dir");
            Files.writeString(parent.resolve("a"), "a");
            Files.writeString(parent.resolve("b"), "b");
            Files.delete(parent.resolve("file"));
            crashing.crash(random);
            Set<String> names = new TreeSet<>();
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(parent)) {
                entries.forEach(entry -> names.add(entry.getFileName().toString()));
            }
            left.add(names);
        }
        assertThat(left).hasSize(8);
    }

    @Test
    void aMoveToAnotherDirectoryIsKeptWholeOrLostWhole() throws Exception {
        Random random = new Random(1);
        for (int round = 0; round < 50; round++) {
            SimDisk crashing = newDisk();
            Path from = durableFile(crashing);
            Path other = Files.createDirectory(crashing.path("/other"));
            force(crashing.path("/"));
            Path to = Files.move(from, other.resolve("file"), StandardCopyOption.ATOMIC_MOVE);
            boolean forced = round % 2 == 0;
            if (forced) {
                force(other);
            }
            crashing.crash(random);
            assertThat(Files.exists(from)).isNotEqualTo(Files.exists(to));
            assertThat(Files.exists(to) || !forced).isTrue();
        }
    }

    @Test
    void aChannelFromBeforeACrashIsClosed() throws Exception {
        Path durable = durableFile(disk);
        try (FileChannel channel = FileChannel.open(durable, StandardOpenOption.WRITE)) {
            disk.crash(new Random(1));
            assertThatThrownBy(() -> channel.write(ByteBuffer.allocate(1)))
                    .isInstanceOf(java.nio.channels.ClosedChannelException.class);
        }
        assertThat(durable).hasContent(OLD);
    }

    @Test
    void aFullDiskTakesWhatFits() throws Exception {
        Files.createDirectory(dir);
        disk.setCapacity(100);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            assertThat(channel.write(ByteBuffer.allocate(160))).isEqualTo(100);
            assertThatThrownBy(() -> channel.write(ByteBuffer.allocate(60)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("No space left");
        }
        assertThat(Files.getFileStore(file).getUsableSpace()).isZero();
        assertThatThrownBy(() -> Files.createDirectory(disk.path("/more"))).hasMessageContaining("No space left");
        Files.delete(file);
        assertThat(Files.getFileStore(dir).getUsableSpace()).isEqualTo(100);
    }

    @Test
    void aPlannedFaultStrikesOnceOrForEver() throws Exception {
        disk.faults().failOperation(2, false);
        Files.createDirectory(dir);
        assertThatThrownBy(() -> Files.writeString(file, "x")).hasMessageContaining("Input/output error");
        assertThat(disk.faults().fired()).isTrue();
        Files.writeString(file, "x");
        disk.faults().failOperation(1, true);
        assertThatThrownBy(() -> Files.readString(file)).hasMessageContaining("Input/output error");
        assertThatThrownBy(() -> Files.readString(file)).hasMessageContaining("Input/output error");
        disk.faults().clear();
        assertThat(file).hasContent("x");
    }

    @Test
    void theDiskFillsAtThePlannedWrite() throws Exception {
        Files.createDirectory(dir);
        disk.faults().fillAtWrite(2, true, true);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            assertThat(channel.write(ByteBuffer.allocate(10))).isEqualTo(5);
            assertThatThrownBy(() -> channel.write(ByteBuffer.allocate(5))).hasMessageContaining("No space left");
        }
        assertThat(Files.getFileStore(dir).getUsableSpace()).isZero();
        disk.faults().clear();
        assertThat(Files.getFileStore(dir).getUsableSpace()).isPositive();
    }

    @Test
    void aReadOnlyDiskOrDirectoryRefusesChanges() throws Exception {
        Path durable = durableFile(disk);
        disk.setWritable(dir, false);
        assertThatThrownBy(() -> Files.createFile(dir.resolve("x"))).isInstanceOf(AccessDeniedException.class);
        assertThatThrownBy(() -> Files.delete(durable)).isInstanceOf(AccessDeniedException.class);
        assertThat(Files.isWritable(dir)).isFalse();
        disk.setWritable(dir, true);
        disk.setReadOnly(true);
        assertThatThrownBy(() -> Files.writeString(durable, "x")).hasMessageContaining("Read-only");
        assertThatThrownBy(() -> Files.createDirectory(dir.resolve("x"))).hasMessageContaining("Read-only");
        assertThat(Files.getFileStore(dir).isReadOnly()).isTrue();
        assertThat(durable).hasContent(OLD);
    }

    @Test
    void aLockIsFreedWithItsChannel() throws Exception {
        Files.createDirectory(dir);
        Files.createFile(file);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            FileLock lock = channel.lock();
            assertThat(lock.isValid()).isTrue();
            assertThatThrownBy(channel::tryLock).isInstanceOf(java.nio.channels.OverlappingFileLockException.class);
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            assertThat(lock).isNotNull();
        }
    }

    @Test
    void pathsBehaveAsOnLinux() {
        Path path = disk.path("/a/b/../c/./d");
        assertThat(path.normalize()).hasToString("/a/c/d");
        assertThat(disk.path("/a/b").relativize(disk.path("/a/c/d"))).hasToString("../c/d");
        assertThat(disk.path("/a").resolve("b/c")).hasToString("/a/b/c");
        assertThat(disk.path("/a/b").startsWith(disk.path("/a"))).isTrue();
        assertThat(disk.path("/ab").startsWith(disk.path("/a"))).isFalse();
        assertThat(disk.path("/a").getParent()).hasToString("/");
        assertThat(disk.path("/").getParent()).isNull();
        assertThat(disk.path("a").getParent()).isNull();
        assertThat(disk.path("/a/b").getFileName()).hasToString("b");
        assertThat(disk.path("/a")).isNotEqualTo(disk.pathForNewProcess("/a"));
    }
}
