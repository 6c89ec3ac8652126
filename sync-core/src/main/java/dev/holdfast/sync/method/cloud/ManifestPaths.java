package dev.holdfast.sync.method.cloud;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The rule for names of files in a manifest: each is one place below its source, and no two are the same place. */
final class ManifestPaths {
    private static final Pattern SOURCE = Pattern.compile("[A-Za-z0-9_-]{1,100}");

    private ManifestPaths() {}

    /** Whether all files of a manifest may be what somebody's disk held. */
    static boolean areSound(List<String> sources, List<ManifestFile> files) {
        Set<String> known = new HashSet<>(sources);
        if (known.size() != sources.size()
                || !sources.stream().allMatch(name -> SOURCE.matcher(name).matches())) {
            return false;
        }
        Set<String> paths = new HashSet<>();
        for (ManifestFile file : files) {
            if (!known.contains(file.source()) || !isRelative(file.path()) || !paths.add(place(file))) {
                return false;
            }
        }
        return files.stream().noneMatch(file -> isBelowAFile(place(file), paths));
    }

    private static String place(ManifestFile file) {
        return file.source() + "/" + file.path();
    }

    private static boolean isRelative(String path) {
        if (path.indexOf('\0') >= 0) {
            return false;
        }
        for (String name : path.split("/", -1)) {
            if (name.isEmpty() || name.equals(".") || name.equals("..")) {
                return false;
            }
        }
        return true;
    }

    private static boolean isBelowAFile(String place, Set<String> files) {
        for (int slash = place.indexOf('/'); slash >= 0; slash = place.indexOf('/', slash + 1)) {
            if (files.contains(place.substring(0, slash))) {
                return true;
            }
        }
        return false;
    }
}
