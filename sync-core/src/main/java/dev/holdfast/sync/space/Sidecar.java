package dev.holdfast.sync.space;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;

/**
 * The metadata of a document as a file beside it: {@code note.md.meta.json} beside {@code note.md}. The same metadata always
 * makes the same bytes.
 *
 * @param id of the document it tells of, where it says so
 * @param metadata a JSON object on one line, which says something
 */
record Sidecar(Optional<String> id, String metadata) {
    /** What its name has behind the document's. */
    static final String SUFFIX = ".meta.json";

    private static final String ID = "id";
    private static final String METADATA = "metadata";
    private static final Set<String> FIELDS = Set.of(ID, METADATA);

    static String path(String document) {
        return document + SUFFIX;
    }

    /** The path of the document that a file of this path could tell of. */
    static Optional<String> document(String path) {
        boolean fits = path.endsWith(SUFFIX) && SpaceNames.name(path).length() > SUFFIX.length();
        return fits ? Optional.of(path.substring(0, path.length() - SUFFIX.length())) : Optional.empty();
    }

    /** The bytes of a document's, which has metadata. */
    static byte[] of(SpaceDocument document) {
        return of(document.id(), document.metadata());
    }

    /** The bytes of one that tells this. */
    static byte[] of(String id, String metadata) {
        ObjectNode json = SpaceJson.object();
        json.put(ID, id);
        SpaceJson.parse(metadata).ifPresent(parsed -> json.set(METADATA, parsed));
        return SpaceJson.page(json);
    }

    /** What the bytes of one say; empty when they are none. */
    static Optional<Sidecar> parse(byte[] bytes) {
        return SpaceJson.parse(bytes).flatMap(Sidecar::parse);
    }

    private static Optional<Sidecar> parse(ObjectNode json) {
        for (Iterator<String> names = json.fieldNames(); names.hasNext(); ) {
            if (!FIELDS.contains(names.next())) {
                return Optional.empty();
            }
        }
        Optional<String> id =
                Optional.ofNullable(json.get(ID)).map(node -> node.asText("")).filter(DocumentWish::isId);
        return json.get(METADATA) instanceof ObjectNode metadata && !metadata.isEmpty()
                ? Optional.of(new Sidecar(id, SpaceJson.line(metadata)))
                : Optional.empty();
    }
}
