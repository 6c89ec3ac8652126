package dev.holdfast.sync.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One line of a {@code .syncignore}. Immutable.
 *
 * @param keeps whether what it matches is not ignored, as it began with {@code !}
 * @param directoriesOnly whether it matches directories alone, as it ended in a slash
 * @param anchored whether it stands for a path below the file's directory, as it has a slash elsewhere, and not for a name at
 *     any depth
 * @param segments a glob for each name; null for {@code **}, which stands for any number of them
 */
record IgnorePattern(boolean keeps, boolean directoriesOnly, boolean anchored, List<@Nullable Glob> segments) {
    private static final Pattern ANY_DEPTH = Pattern.compile("\\*{2,}");

    /** Empty for lines that say nothing, and for those that no path can match. */
    static Optional<IgnorePattern> parse(String line) {
        String text = withoutTrailingSpaces(line);
        if (text.isEmpty() || text.startsWith("#")) {
            return Optional.empty();
        }
        boolean keeps = text.startsWith("!");
        text = keeps ? text.substring(1) : text;
        boolean directoriesOnly = text.endsWith("/");
        text = directoriesOnly ? text.substring(0, text.length() - 1) : text;
        boolean anchored = text.indexOf('/') >= 0;
        text = text.startsWith("/") ? text.substring(1) : text;
        List<@Nullable Glob> segments = new ArrayList<>();
        for (String segment : text.split("/", -1)) {
            Optional<Glob> glob = Glob.of(segment);
            if (segment.isEmpty() || glob.isEmpty()) {
                return Optional.empty();
            }
            segments.add(anchored && ANY_DEPTH.matcher(segment).matches() ? null : glob.get());
        }
        return Optional.of(new IgnorePattern(keeps, directoriesOnly, anchored, segments));
    }

    /** One that has a backslash before it is meant. */
    private static String withoutTrailingSpaces(String line) {
        int end = line.length();
        while (end > 0 && line.charAt(end - 1) == ' ' && !isEscaped(line, end - 1)) {
            end--;
        }
        return line.substring(0, end);
    }

    private static boolean isEscaped(String line, int at) {
        int slashes = 0;
        while (at - slashes > 0 && line.charAt(at - slashes - 1) == '\\') {
            slashes++;
        }
        return slashes % 2 == 1;
    }

    /**
     * Whether it is about a path.
     *
     * @param names of the path, from the directory on that the pattern is in
     */
    boolean matches(List<String> names, boolean directory) {
        if (directoriesOnly && !directory) {
            return false;
        }
        if (!anchored) {
            Glob glob = segments.get(0);
            return glob != null && glob.matches(names.get(names.size() - 1));
        }
        return matchesPath(names);
    }

    /** Goes through both from the end: {@code fits[n]} says whether the patterns from here on match all names from n on. */
    private boolean matchesPath(List<String> names) {
        int count = names.size();
        boolean[] fits = new boolean[count + 1];
        fits[count] = true;
        for (int i = segments.size() - 1; i >= 0; i--) {
            Glob glob = segments.get(i);
            boolean last = i == segments.size() - 1;
            boolean[] now = new boolean[count + 1];
            for (int n = count; n >= 0; n--) {
                if (glob != null) {
                    now[n] = n < count && fits[n + 1] && glob.matches(names.get(n));
                } else if (last) {
                    now[n] = n < count; // What is in a directory, but not itself.
                } else {
                    now[n] = fits[n] || (n < count && now[n + 1]);
                }
            }
            fits = now;
        }
        return fits[0];
    }
}
