package dev.holdfast.sync.space;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.sync.tree.TreeEntry;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an export says of itself, in a file among its own: enough to make the same documents of it elsewhere. The same export
 * makes the same bytes. Immutable.
 *
 * @param space the name of the space
 * @param variant how the files are laid out
 * @param documents by their paths in the space
 */
record SpaceManifest(String space, String variant, List<Item> documents) {
    /** Its name in the directory. */
    static final String FILE = ".holdfast-space.json";

    private static final int FORMAT = 1;

    SpaceManifest {
        documents = List.copyOf(documents);
    }

    /**
     * A document and its files.
     *
     * @param file where its content is, below the directory
     * @param sha256 of that file as it was exported
     * @param created when the document came to be, so that of two the same one is first everywhere
     * @param metadata a JSON object on one line
     * @param sidecar where its metadata is, if that was exported too
     * @param isGone whether the document is no longer in the space, or elsewhere, and its file could not go
     */
    record Item(
            String id,
            String path,
            String file,
            long revision,
            String sha256,
            Instant modified,
            Instant created,
            String metadata,
            Optional<String> parent,
            Optional<ExportedFile> sidecar,
            boolean isGone) {
        /** The same, whose file alone is left. */
        Item gone() {
            return new Item(id, path, file, revision, sha256, modified, created, metadata, parent, sidecar, true);
        }
    }

    /** A file as it was exported. */
    record ExportedFile(String file, String sha256) {}

    byte[] bytes() {
        ObjectNode json = SpaceJson.object();
        json.put("format", FORMAT);
        json.put("space", space);
        json.put("variant", variant);
        ArrayNode all = json.putArray("documents");
        for (Item item : documents) {
            ObjectNode each = all.addObject();
            each.put("id", item.id());
            each.put("path", item.path());
            each.put("file", item.file());
            each.put("revision", item.revision());
            each.put("sha256", item.sha256());
            each.put("modified", item.modified().toString());
            each.put("created", item.created().toString());
            SpaceJson.parse(item.metadata()).ifPresent(metadata -> each.set("metadata", metadata));
            item.parent().ifPresent(parent -> each.put("parent", parent));
            if (item.isGone()) {
                each.put("gone", true);
            }
            item.sidecar().ifPresent(sidecar -> {
                each.put("metadata_file", sidecar.file());
                each.put("metadata_sha256", sidecar.sha256());
            });
        }
        return SpaceJson.page(json);
    }

    /**
     * Reads one. Whatever it says was perhaps written by somebody else: nothing in it leads out of the directory or the space.
     *
     * @throws SpaceException when it is none, or of a later version
     */
    static SpaceManifest parse(byte[] bytes) {
        ObjectNode json = SpaceJson.parse(bytes).orElseThrow(() -> broken("is no JSON object"));
        int format = json.path("format").asInt(0);
        if (format > FORMAT) {
            throw new SpaceException("The file " + FILE + " was written by a later version of Holdfast (format "
                    + format + ", this one knows " + FORMAT + "): update this installation.");
        }
        if (format < 1 || !json.path("documents").isArray()) {
            throw broken("lacks 'format' or 'documents'");
        }
        List<Item> items = new ArrayList<>();
        for (JsonNode each : json.path("documents")) {
            items.add(item(each));
        }
        return new SpaceManifest(text(json, "space"), text(json, "variant"), items);
    }

    private static Item item(JsonNode json) {
        Optional<ExportedFile> sidecar = json.has("metadata_file")
                ? Optional.of(new ExportedFile(file(json, "metadata_file"), text(json, "metadata_sha256")))
                : Optional.empty();
        String id = text(json, "id");
        String path = text(json, "path");
        if (!DocumentWish.isId(id) || !SpaceNames.isDocument(path)) {
            throw broken("has a document whose 'id' is no UUID, or whose 'path' leads out of the space");
        }
        String metadata = json.path("metadata") instanceof ObjectNode object ? SpaceJson.line(object) : SpaceJson.NONE;
        return new Item(
                id,
                path,
                file(json, "file"),
                json.path("revision").asLong(1),
                text(json, "sha256"),
                time(text(json, "modified")),
                time(text(json, "created")),
                metadata,
                Optional.ofNullable(json.get("parent"))
                        .map(node -> node.asText(""))
                        .filter(DocumentWish::isId),
                sidecar,
                json.path("gone").asBoolean(false));
    }

    private static String file(JsonNode json, String field) {
        String file = text(json, field);
        if (!TreeEntry.isPath(file)) {
            throw broken("names a file that is not in the directory");
        }
        return file;
    }

    private static String text(JsonNode json, String field) {
        JsonNode value = json.path(field);
        if (!value.isTextual()) {
            throw broken("lacks '" + field + "' of a document, or of the whole");
        }
        return value.asText();
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw broken("has a 'modified' or 'created' that is no time");
        }
    }

    private static SpaceException broken(String why) {
        return new SpaceException("The file " + FILE + " " + why
                + ": take it from a copy of the export, or move it away to go on without it.");
    }
}
