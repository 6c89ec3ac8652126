package dev.holdfast.sync.space;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.sync.tree.TreeEntry;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What an export says of itself, in a file among its own: enough to make the same documents of it elsewhere. The same export
 * makes the same bytes. Immutable.
 *
 * @param space the name of the space
 * @param variant how the files are laid out
 * @param documents by their paths in the space
 * @param begun what an export was about to write where {@code documents} says something else or nothing: as long as that stands
 *     here, it may or may not be there
 */
record SpaceManifest(String space, String variant, List<Item> documents, List<ExportedFile> begun) {
    /** Its name in the directory. */
    static final String FILE = ".holdfast-space.json";

    private static final int FORMAT = 1;
    private static final String DOCUMENTS = "documents";
    private static final String BEGUN = "begun";
    private static final Set<String> SCALARS = Set.of("format", "space", "variant");

    SpaceManifest {
        documents = List.copyOf(documents);
        begun = List.copyOf(begun);
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

    /** Its bytes from the first one; neither they nor their JSON are ever in memory as a whole. */
    InputStream open() {
        List<SpaceJson.Part> parts = new ArrayList<>();
        parts.add(JsonGenerator::writeStartObject);
        if (!begun.isEmpty()) {
            parts.add(json -> json.writeArrayFieldStart(BEGUN));
            begun.forEach(each -> parts.add(json -> json.writeTree(json(each))));
            parts.add(JsonGenerator::writeEndArray);
        }
        parts.add(json -> json.writeArrayFieldStart(DOCUMENTS));
        documents.forEach(each -> parts.add(json -> json.writeTree(json(each))));
        parts.add(json -> {
            json.writeEndArray();
            json.writeNumberField("format", FORMAT);
            json.writeStringField("space", space);
            json.writeStringField("variant", variant);
            json.writeEndObject();
        });
        return SpaceJson.page(parts.iterator());
    }

    private static JsonNode json(ExportedFile file) {
        ObjectNode json = SpaceJson.object();
        json.put("file", file.file());
        json.put("sha256", file.sha256());
        return json;
    }

    private static JsonNode json(Item item) {
        ObjectNode json = SpaceJson.object();
        json.put("id", item.id());
        json.put("path", item.path());
        json.put("file", item.file());
        json.put("revision", item.revision());
        json.put("sha256", item.sha256());
        json.put("modified", item.modified().toString());
        json.put("created", item.created().toString());
        SpaceJson.parse(item.metadata()).ifPresent(metadata -> json.set("metadata", metadata));
        item.parent().ifPresent(parent -> json.put("parent", parent));
        if (item.isGone()) {
            json.put("gone", true);
        }
        item.sidecar().ifPresent(sidecar -> {
            json.put("metadata_file", sidecar.file());
            json.put("metadata_sha256", sidecar.sha256());
        });
        return SpaceJson.sorted(json);
    }

    /**
     * Reads one to its end. Whatever it says was perhaps written by somebody else: nothing in it leads out of the directory or
     * the space.
     *
     * @throws SpaceException when it is none, or of a later version
     * @throws IOException what the stream throws
     */
    static SpaceManifest parse(InputStream in) throws IOException {
        try (JsonParser json = SpaceJson.parser(in)) {
            return new Reading().read(json);
        } catch (JsonProcessingException e) {
            throw broken("is no JSON object");
        }
    }

    /** What was read so far; its fields may come in any order. */
    private static final class Reading {
        private final ObjectNode whole = SpaceJson.object();
        private final List<Item> documents = new ArrayList<>();
        private final List<ExportedFile> begun = new ArrayList<>();
        private boolean listed;
        private @Nullable SpaceException fault;

        SpaceManifest read(JsonParser json) throws IOException {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw broken("is no JSON object");
            }
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String field = json.currentName();
                boolean list = json.nextToken() == JsonToken.START_ARRAY;
                listed |= list && field.equals(DOCUMENTS);
                if (list && field.equals(DOCUMENTS)) {
                    each(json, node -> documents.add(item(node)));
                } else if (list && field.equals(BEGUN)) {
                    each(json, node -> begun.add(new ExportedFile(file(node, "file"), text(node, "sha256"))));
                } else if (SCALARS.contains(field)) {
                    whole.set(field, SpaceJson.value(json));
                } else {
                    json.skipChildren();
                }
            }
            if (json.nextToken() != null) {
                throw broken("is no JSON object");
            }
            return checked();
        }

        /** What is wrong with one of them may be so because a later version wrote it, which is told first. */
        private void each(JsonParser json, Consumer<JsonNode> use) throws IOException {
            while (json.nextToken() != JsonToken.END_ARRAY) {
                JsonNode node = SpaceJson.value(json);
                try {
                    if (fault == null) {
                        use.accept(node);
                    }
                } catch (SpaceException e) {
                    fault = e;
                }
            }
        }

        private SpaceManifest checked() {
            int format = whole.path("format").asInt(0);
            if (format > FORMAT) {
                throw new SpaceException("The file " + FILE + " was written by a later version of Holdfast (format "
                        + format + ", this one knows " + FORMAT + "): update this installation.");
            }
            if (format < 1 || !listed) {
                throw broken("lacks 'format' or 'documents'");
            }
            if (fault != null) {
                throw fault;
            }
            return new SpaceManifest(text(whole, "space"), text(whole, "variant"), documents, begun);
        }
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
