package dev.holdfast.sync.memory.record;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads an answer that lists records, and holds one of them at a time. For one answer. */
final class RecordsReader {
    /** No record that makes sense takes more bytes. */
    private static final int MOST_BYTES = 8 << 20;

    private static final JsonFactory JSON = JsonFactory.builder()
            // Names are the server's choice, and none is worth keeping.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(MOST_BYTES)
                    .maxNestingDepth(50)
                    .build())
            .build();

    private final Consumer<ServerRecord> use;
    private final @Nullable Consumer<Optional<Long>> leftOut;
    private @Nullable Instant serverTime;
    private boolean listed;

    /** One for a list in which every record must make sense. */
    RecordsReader(Consumer<ServerRecord> use) {
        this(use, null);
    }

    /**
     * A reader.
     *
     * @param leftOut is given the id, as far as it is known, of each record that makes no sense; null when none may
     */
    RecordsReader(Consumer<ServerRecord> use, @Nullable Consumer<Optional<Long>> leftOut) {
        this.use = use;
        this.leftOut = leftOut;
    }

    /**
     * Reads all of it.
     *
     * @return the time that the server says it is
     * @throws OddReplyException when it is not such a list
     * @throws com.fasterxml.jackson.core.JsonProcessingException when it is not JSON
     */
    Instant read(InputStream answer) throws IOException {
        try (JsonParser json = JSON.createParser(answer)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new OddReplyException("its answer is no list of memories");
            }
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String name = json.currentName();
                json.nextToken();
                field(name, json);
            }
            // Reading on to the end finds what does not belong there, and frees the connection for the next request.
            if (!listed || serverTime == null || json.nextToken() != null) {
                throw new OddReplyException("its answer is no list of memories with the time it was made");
            }
            return serverTime;
        }
    }

    private void field(String name, JsonParser json) throws IOException {
        switch (name) {
            case "memories" -> records(json);
            case "server_time" -> {
                if (json.currentToken() != JsonToken.VALUE_STRING) {
                    throw new OddReplyException("its answer has a server_time that is no time");
                }
                serverTime = RecordFields.time(name, json.getText());
            }
            default -> json.skipChildren();
        }
    }

    private void records(JsonParser json) throws IOException {
        if (listed || json.currentToken() != JsonToken.START_ARRAY) {
            throw new OddReplyException("its answer has memories that are no list");
        }
        listed = true;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            RecordFields fields = new RecordFields();
            ServerRecord record;
            try {
                read(json, fields);
                record = fields.record();
            } catch (OddReplyException e) {
                leaveOut(fields, e);
                continue;
            }
            use.accept(record);
        }
    }

    private void leaveOut(RecordFields fields, OddReplyException why) throws OddReplyException {
        if (leftOut == null || fields.isTooLong()) {
            throw why;
        }
        leftOut.accept(fields.id());
    }

    private static void read(JsonParser json, RecordFields fields) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            throw new OddReplyException("its answer has a memory that is no record");
        }
        long most = json.currentLocation().getByteOffset() + MOST_BYTES;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            json.nextToken();
            if (!fields.take(name, json)) {
                json.skipChildren();
            }
            if (json.currentLocation().getByteOffset() > most) {
                fields.tooLong();
                throw new OddReplyException("its answer has a record of more than " + (MOST_BYTES >> 20) + " MiB");
            }
        }
    }
}
