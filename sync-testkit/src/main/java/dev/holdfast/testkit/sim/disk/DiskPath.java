package dev.holdfast.testkit.sim.disk;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A path on a simulated disk, written as on Linux. The root is the current directory. */
final class DiskPath implements Path {
    private final DiskFileSystem files;
    private final boolean absolute;
    private final List<String> names;

    private DiskPath(DiskFileSystem files, boolean absolute, List<String> names) {
        this.files = files;
        this.absolute = absolute;
        this.names = List.copyOf(names);
    }

    static DiskPath parse(DiskFileSystem files, String text) {
        if (text.indexOf('\0') >= 0) {
            throw new InvalidPathException(text, "Nul character not allowed");
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new InvalidPathException(text, "Malformed input or input contains unmappable characters");
        }
        List<String> names = new ArrayList<>();
        for (String name : text.split("/", -1)) {
            if (!name.isEmpty()) {
                names.add(name);
            }
        }
        boolean absolute = text.startsWith("/");
        return new DiskPath(files, absolute, names.isEmpty() && !absolute ? List.of("") : names);
    }

    private DiskPath with(boolean rooted, List<String> other) {
        return new DiskPath(files, rooted, other.isEmpty() && !rooted ? List.of("") : other);
    }

    private DiskPath mine(Path other) {
        if (other instanceof DiskPath path && path.files == files) {
            return path;
        }
        throw new ProviderMismatchException("not a path of this disk: " + other);
    }

    /** The names from the root to a path, without those that mean here or up. */
    static List<String> way(Path path) {
        DiskPath mine = (DiskPath) path;
        if (mine.isEmpty()) {
            return List.of();
        }
        return mine.names.contains(".") || mine.names.contains("..")
                ? ((DiskPath) mine.toAbsolutePath().normalize()).names
                : mine.names;
    }

    private boolean isEmpty() {
        return !absolute && names.equals(List.of(""));
    }

    @Override
    public FileSystem getFileSystem() {
        return files;
    }

    @Override
    public boolean isAbsolute() {
        return absolute;
    }

    @Override
    public @Nullable Path getRoot() {
        return absolute ? with(true, List.of()) : null;
    }

    @Override
    public @Nullable Path getFileName() {
        return names.isEmpty() ? null : with(false, names.subList(names.size() - 1, names.size()));
    }

    @Override
    public @Nullable Path getParent() {
        if (names.size() <= (absolute ? 0 : 1)) {
            return null;
        }
        return with(absolute, names.subList(0, names.size() - 1));
    }

    @Override
    public int getNameCount() {
        return names.size();
    }

    @Override
    public Path getName(int index) {
        return subpath(index, index + 1);
    }

    @Override
    public Path subpath(int beginIndex, int endIndex) {
        if (beginIndex < 0 || endIndex > names.size() || beginIndex >= endIndex) {
            throw new IllegalArgumentException(beginIndex + " to " + endIndex + " of " + this);
        }
        return with(false, names.subList(beginIndex, endIndex));
    }

    @Override
    public boolean startsWith(Path other) {
        return other instanceof DiskPath path
                && path.files == files
                && path.absolute == absolute
                && path.names.size() <= names.size()
                && names.subList(0, path.names.size()).equals(path.names);
    }

    @Override
    public boolean endsWith(Path other) {
        if (!(other instanceof DiskPath path) || path.files != files || path.names.size() > names.size()) {
            return false;
        }
        return path.absolute
                ? equals(path)
                : names.subList(names.size() - path.names.size(), names.size()).equals(path.names);
    }

    @Override
    public Path normalize() {
        List<String> kept = new ArrayList<>();
        for (String name : names) {
            boolean up = name.equals("..");
            if (up && !kept.isEmpty() && !kept.get(kept.size() - 1).equals("..")) {
                kept.remove(kept.size() - 1);
            } else if (!name.equals(".") && !(up && absolute)) {
                kept.add(name);
            }
        }
        return with(absolute, kept);
    }

    @Override
    public Path resolve(Path other) {
        DiskPath path = mine(other);
        if (path.absolute || isEmpty()) {
            return path;
        }
        if (path.isEmpty()) {
            return this;
        }
        List<String> joined = new ArrayList<>(names);
        joined.addAll(path.names);
        return with(absolute, joined);
    }

    @Override
    public Path relativize(Path other) {
        DiskPath path = mine(other);
        if (path.absolute != absolute) {
            throw new IllegalArgumentException("one is absolute, the other not: " + this + ", " + other);
        }
        List<String> own = isEmpty() ? List.of() : names;
        int common = 0;
        while (common < Math.min(own.size(), path.names.size())
                && own.get(common).equals(path.names.get(common))) {
            common++;
        }
        List<String> way = new ArrayList<>(Collections.nCopies(own.size() - common, ".."));
        way.addAll(path.names.subList(common, path.names.size()));
        return with(false, way);
    }

    @Override
    public URI toUri() {
        return URI.create(files.provider().getScheme() + "://" + toAbsolutePath());
    }

    @Override
    public Path toAbsolutePath() {
        return absolute ? this : with(true, isEmpty() ? List.of() : names);
    }

    @Override
    public Path toRealPath(LinkOption... options) throws IOException {
        files.disk().begin("stat", this);
        files.disk().tree().find(this);
        return toAbsolutePath().normalize();
    }

    @Override
    public WatchKey register(WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
        throw new UnsupportedOperationException("nothing can be watched here");
    }

    @Override
    public int compareTo(Path other) {
        return toString().compareTo(mine(other).toString());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DiskPath path
                && path.files == files
                && path.absolute == absolute
                && path.names.equals(names);
    }

    @Override
    public int hashCode() {
        return 31 * names.hashCode() + files.hashSeed();
    }

    @Override
    public String toString() {
        return (absolute ? "/" : "") + String.join("/", names);
    }
}
