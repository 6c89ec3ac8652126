package dev.holdfast.testkit.memoryapi;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.holdfast.testkit.memoryapi.RecordTable.RefusedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The server's HTTP side. */
final class MemoryApiEndpoint implements HttpHandler {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSSxxx", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final StandInMemoryApi api;

    MemoryApiEndpoint(StandInMemoryApi api) {
        this.api = api;
    }

    /** Writes a reply's body. */
    @FunctionalInterface
    private interface Reply {
        void to(OutputStream out) throws IOException;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            LoggedRequest request = request(exchange);
            Mishap mishap = api.begin(request);
            if (mishap instanceof Mishap.Slow slow) {
                Thread.sleep(slow.time().toMillis());
            }
            if (!instead(exchange, mishap)) {
                answer(exchange, request, mishap);
            }
        } catch (InterruptedException e) {
            throw new IOException("the server was stopped", e);
        }
    }

    private static LoggedRequest request(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String path = exchange.getRequestURI().getRawPath();
        String query = exchange.getRequestURI().getRawQuery();
        String shown = exchange.getRequestHeaders().getFirst("Authorization");
        return new LoggedRequest(
                Operation.of(exchange.getRequestMethod(), path),
                path,
                query == null ? "" : query,
                Optional.ofNullable(shown).map(value -> value.replaceFirst("^Bearer ", "")),
                body);
    }

    /** Whether something else happens than what was asked for. */
    private boolean instead(HttpExchange exchange, @Nullable Mishap mishap) throws IOException, InterruptedException {
        if (mishap instanceof Mishap.RequestLost) {
            return true;
        }
        if (mishap instanceof Mishap.BlackHole hole && !hole.done()) {
            api.awaitHealing();
        } else if (mishap instanceof Mishap.Status wrong && !wrong.done()) {
            exchange.sendResponseHeaders(wrong.status(), -1);
        } else if (mishap instanceof Mishap.Says says) {
            send(exchange, 200, out -> out.write(says.text().getBytes(StandardCharsets.UTF_8)));
        } else if (mishap instanceof Mishap.Endless endless) {
            send(exchange, 200, out -> {
                out.write(endless.begin().getBytes(StandardCharsets.UTF_8));
                byte[] again = endless.again().getBytes(StandardCharsets.UTF_8);
                while (!Thread.currentThread().isInterrupted()) {
                    out.write(again);
                }
            });
        } else if (mishap instanceof Mishap.Redirect redirect) {
            exchange.getResponseHeaders().set("Location", redirect.to().toString());
            exchange.sendResponseHeaders(redirect.status(), -1);
        } else {
            return false;
        }
        return true;
    }

    private void answer(HttpExchange exchange, LoggedRequest request, @Nullable Mishap mishap)
            throws IOException, InterruptedException {
        int status = 200;
        Reply reply;
        try {
            reply = reply(request, mishap);
        } catch (RefusedException e) {
            status = e.status;
            reply = out -> out.write("{\"detail\":\"canary-of-the-server\"}".getBytes(StandardCharsets.UTF_8));
        }
        if (mishap instanceof Mishap.BlackHole) {
            api.awaitHealing();
        } else if (mishap instanceof Mishap.Status wrong) {
            exchange.sendResponseHeaders(wrong.status(), -1);
        } else if (mishap instanceof Mishap.CutOff cut) {
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            reply.to(whole);
            exchange.sendResponseHeaders(status, whole.size());
            exchange.getResponseBody().write(whole.toByteArray(), 0, Math.min(cut.bytes(), whole.size()));
        } else if (!isLost(mishap)) {
            send(exchange, status, reply);
        }
    }

    private static boolean isLost(@Nullable Mishap mishap) {
        return mishap instanceof Mishap.ReplyLost || (mishap instanceof Mishap.LateCommit late && !late.replies());
    }

    private static void send(HttpExchange exchange, int status, Reply reply) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            reply.to(out);
        }
    }

    private Reply reply(LoggedRequest request, @Nullable Mishap mishap) throws RefusedException {
        if (request.operation() == Operation.HEALTH) {
            return fields("{\"status\":\"ok\"}");
        }
        if (request.operation() == Operation.NONE) {
            throw new RefusedException(404);
        }
        String key = request.key().orElseThrow(() -> new RefusedException(422));
        String user = api.user(key).orElseThrow(() -> new RefusedException(401));
        boolean late = mishap instanceof Mishap.LateCommit;
        RecordTable table = api.table();
        switch (request.operation()) {
            case CHECK_KEY -> {
                return fields(JSON.createObjectNode()
                        .put("status", "ok")
                        .put("user_id", user)
                        .toString());
            }
            case SYNC -> {
                return sync(user, since(request.query()), mishap);
            }
            case CREATE -> {
                KeptRecord made = table.create(user, body(request), api.now(), late);
                return fields(JSON.createObjectNode()
                        .put("id", made.id())
                        .put("category", made.category())
                        .put("importance", made.importance())
                        .toString());
            }
            case UPDATE -> table.update(user, id(request), body(request), api.now(), late);
            default -> table.delete(user, id(request), api.now(), late);
        }
        String done = request.operation() == Operation.UPDATE ? "updated" : "deleted";
        return fields(JSON.createObjectNode().put(done, true).toString());
    }

    private static Reply fields(String json) {
        return out -> out.write(json.getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode body(LoggedRequest request) throws RefusedException {
        try {
            return JSON.readTree(request.body());
        } catch (JsonProcessingException e) {
            throw new RefusedException(422);
        }
    }

    private static long id(LoggedRequest request) {
        return Long.parseLong(request.path().substring(request.path().lastIndexOf('/') + 1));
    }

    private static Optional<Instant> since(String query) throws RefusedException {
        if (!query.startsWith("since=")) {
            return Optional.empty();
        }
        try {
            String time = URLDecoder.decode(query.substring("since=".length()), StandardCharsets.UTF_8);
            return Optional.of(OffsetDateTime.parse(time).toInstant());
        } catch (DateTimeException e) {
            throw new RefusedException(422);
        }
    }

    private Reply sync(String user, Optional<Instant> since, @Nullable Mishap mishap) {
        String time = TIME.format(api.serverTime());
        List<KeptRecord> found =
                mishap instanceof Mishap.EmptyList ? List.of() : api.table().sync(user, since);
        return out -> {
            try (JsonGenerator json = JSON.createGenerator(out)) {
                json.writeStartObject();
                json.writeArrayFieldStart("memories");
                for (KeptRecord each : found) {
                    write(each, json);
                }
                json.writeEndArray();
                json.writeStringField("server_time", time);
                json.writeEndObject();
            }
        };
    }

    private static void write(KeptRecord record, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeNumberField("id", record.id());
        json.writeStringField("content", record.sensitive() ? KeptRecord.REDACTED : record.content());
        json.writeStringField("category", record.category());
        json.writeStringField("tags", record.tags());
        json.writeStringField("expanded_keywords", record.keywords());
        json.writeNumberField("importance", record.importance());
        json.writeBooleanField("is_sensitive", record.sensitive());
        json.writeStringField("created_at", TIME.format(record.created()));
        json.writeStringField("updated_at", TIME.format(record.updated()));
        json.writeFieldName("deleted_at");
        if (record.isDeleted()) {
            json.writeString(TIME.format(record.deleted().orElseThrow()));
        } else {
            json.writeNull();
        }
        json.writeEndObject();
    }
}
