package dev.holdfast.sync.space;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * How somebody wants a document to be, but for its content. Immutable.
 *
 * @param path where it is to be
 * @param id the id it is to have when it is new; empty for a fresh one. A document that is there keeps its own
 * @param metadata a JSON object; empty leaves it as it is
 * @param parent the id of the document that it is to belong to; empty leaves it as it is
 * @param modified when the content came to be; empty for now
 * @param created when the document came to be, should it be new; empty for now
 */
public record DocumentWish(
        String path,
        Optional<String> id,
        Optional<String> metadata,
        Optional<String> parent,
        Optional<Instant> modified,
        Optional<Instant> created) {
    /** At this path, and nothing more. */
    public static DocumentWish at(String path) {
        return new DocumentWish(
                path, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** The same with this metadata. */
    public DocumentWish withMetadata(String json) {
        return new DocumentWish(path, id, Optional.of(json), parent, modified, created);
    }

    /** The same under this parent. */
    public DocumentWish withParent(String parentId) {
        return new DocumentWish(path, id, metadata, Optional.of(parentId), modified, created);
    }

    /** The same with this id, should it be new. */
    public DocumentWish withId(String wanted) {
        return new DocumentWish(path, Optional.of(wanted), metadata, parent, modified, created);
    }

    /** The same, changed then. */
    public DocumentWish withModified(Instant at) {
        return new DocumentWish(path, id, metadata, parent, Optional.of(at), created);
    }

    /** @throws SpaceException when it can't be */
    DocumentWish checked() {
        SpaceNames.requireDocument(path);
        if (id.isPresent() && !isId(id.get())) {
            throw new SpaceException(
                    "'" + SpaceNames.shown(id.get()) + "' can't be the id of a document: it is a UUID.");
        }
        Optional<String> canonical = metadata.map(json -> SpaceJson.parse(json)
                .map(SpaceJson::line)
                .orElseThrow(() -> new SpaceException("The metadata of '" + SpaceNames.shown(path)
                        + "' is no JSON object: write it like {\"author\": \"Ada\"}.")));
        return new DocumentWish(path, id, canonical, parent, modified, created);
    }

    static boolean isId(String text) {
        try {
            return UUID.fromString(text).toString().equals(text);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
