package dev.holdfast.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What is in a tree of files, to be compared. */
final class Trees {
    private Trees() {}

    /** Every path below, with its kind, time and content; what is below the folder left out is not looked at. */
    static Map<String, String> describe(Path tree, Path leftOut) throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(tree)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                if (!path.startsWith(leftOut)) {
                    found.put(tree.relativize(path).toString(), describe(path));
                }
            }
        }
        return found;
    }

    private static String describe(Path path) throws IOException {
        if (Files.isSymbolicLink(path)) {
            return "link to " + Files.readSymbolicLink(path);
        }
        String time = " of " + Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS);
        return Files.isRegularFile(path) ? "file \"" + Files.readString(path) + "\"" + time : "folder" + time;
    }
}
