package dev.holdfast.sync.space;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which file each document becomes. Names are made safe; of documents that would become one file, in whichever case a file
 * system tells apart, the one that came to the space first gets the name, and each other one has a part of its id in it. The
 * same space always gives the same files.
 */
final class ExportLayout {
    private static final int SHORT = 8;
    private static final String NO_EXTENSION = ".d";

    private final ExportVariant variant;
    private final boolean sidecars;
    private final Set<String> taken = new HashSet<>(Set.of(SafeNames.key(SpaceManifest.FILE)));
    private final Map<String, SpaceDocument> documents = new LinkedHashMap<>();
    private final Map<String, List<SpaceDocument>> children = new HashMap<>();
    private final Map<String, String> files = new HashMap<>();

    private ExportLayout(ExportVariant variant, boolean sidecars) {
        this.variant = variant;
        this.sidecars = sidecars;
    }

    /**
     * Lays out a space.
     *
     * @param sidecars whether documents with metadata get a file beside them
     * @return the file of each document, by its id
     */
    static Map<String, String> of(List<SpaceDocument> space, ExportVariant variant, boolean sidecars) {
        ExportLayout layout = new ExportLayout(variant, sidecars);
        space.stream()
                .sorted(Comparator.comparing(SpaceDocument::created)
                        .thenComparing(SpaceDocument::path)
                        .thenComparing(SpaceDocument::id))
                .forEach(document -> layout.documents.put(document.id(), document));
        layout.place();
        return layout.files;
    }

    private void place() {
        switch (variant) {
            case FLAT -> documents.values().forEach(document -> place(document, ""));
            case BY_PATH -> placeByPath();
            case HIERARCHICAL -> placeByParents();
        }
    }

    private void placeByPath() {
        documents.values().forEach(document -> take(directory(document)));
        documents.values().forEach(document -> place(document, directory(document)));
    }

    private static String directory(SpaceDocument document) {
        String above = SpaceNames.parent(document.path());
        return above.isEmpty()
                ? ""
                : Arrays.stream(above.split("/")).map(SafeNames::of).collect(Collectors.joining("/"));
    }

    private void take(String directory) {
        for (String each = directory; !each.isEmpty(); each = SpaceNames.parent(each)) {
            taken.add(SafeNames.key(each));
        }
    }

    private void placeByParents() {
        List<SpaceDocument> roots = new ArrayList<>();
        for (SpaceDocument document : documents.values()) {
            if (isRoot(document)) {
                roots.add(document);
            } else {
                children.computeIfAbsent(document.parent().orElseThrow(), id -> new ArrayList<>())
                        .add(document);
            }
        }
        placeAll(roots, "");
    }

    /** What belongs to nothing that is there, or in the end to itself. */
    private boolean isRoot(SpaceDocument document) {
        Set<String> above = new HashSet<>();
        SpaceDocument each = document;
        while (each.parent().isPresent() && documents.containsKey(each.parent().get())) {
            String parent = each.parent().get();
            if (parent.equals(document.id())) {
                return true;
            }
            if (!above.add(parent)) {
                return false;
            }
            each = documents.getOrDefault(parent, each);
        }
        return each.id().equals(document.id());
    }

    private void placeAll(List<SpaceDocument> level, String directory) {
        List<Map.Entry<String, List<SpaceDocument>>> below = new ArrayList<>();
        for (SpaceDocument document : level) {
            String file = place(document, directory);
            List<SpaceDocument> own = children.getOrDefault(document.id(), List.of());
            if (!own.isEmpty()) {
                below.add(Map.entry(folder(file), own));
            }
        }
        below.forEach(each -> placeAll(each.getValue(), each.getKey()));
    }

    private static String folder(String file) {
        String name = SpaceNames.name(file);
        String stem = SafeNames.stem(name);
        return join(SpaceNames.parent(file), stem.equals(name) ? name + NO_EXTENSION : stem);
    }

    private static String join(String directory, String name) {
        return directory.isEmpty() ? name : directory + "/" + name;
    }

    private String place(SpaceDocument document, String directory) {
        String name = SafeNames.of(SpaceNames.name(document.path()));
        String mark = document.id().replace("-", "");
        String file = join(directory, name);
        if (!isFree(document, file)) {
            file = join(directory, SafeNames.marked(name, mark.substring(0, Math.min(SHORT, mark.length()))));
        }
        if (!isFree(document, file)) {
            file = join(directory, SafeNames.marked(name, mark));
        }
        needs(document, file).forEach(each -> taken.add(SafeNames.key(each)));
        files.put(document.id(), file);
        return file;
    }

    private boolean isFree(SpaceDocument document, String file) {
        return needs(document, file).stream().noneMatch(each -> taken.contains(SafeNames.key(each)));
    }

    private List<String> needs(SpaceDocument document, String file) {
        List<String> needs = new ArrayList<>(List.of(file));
        if (sidecars && document.isDescribed()) {
            needs.add(Sidecar.path(file));
        }
        if (children.containsKey(document.id())) {
            needs.add(folder(file));
        }
        return needs;
    }
}
