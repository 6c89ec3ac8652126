package dev.holdfast.sync.memory.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.settings.Secret;
import dev.holdfast.sync.memory.record.MemoryApiException.Kind;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The memory API over HTTP. The key is looked up for each request and never kept; it goes to this address alone, as no
 * redirect is followed. Nothing that a server does makes a call longer than its limit, takes more memory than the largest
 * record, or gets into a message.
 */
public final class HttpMemoryApi implements MemoryApi {
    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final Duration HEALTH_LIMIT = Duration.ofSeconds(5);

    /** No answer but a list of records is longer. */
    private static final int MOST_BYTES = 1 << 20;

    private static final int LONGEST_USER = 1000;
    private static final String MEMORIES = "/api/memories";
    /** As servers write times themselves: some compare texts, or read no other form. */
    private static final DateTimeFormatter SINCE = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSSxxx", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ApiRequests requests;
    private final Duration limit;
    private final Duration healthLimit;
    private volatile @Nullable ApiCall current;
    private volatile boolean closed;

    /**
     * The API at this address; connects to nothing yet.
     *
     * @param base as {@link dev.holdfast.settings.Keys#MEMORY_API_URL} takes it: https, or on this machine
     */
    public HttpMemoryApi(URI base, Secret key) {
        this(base, key, LIMIT, HEALTH_LIMIT);
    }

    /** The same with other limits for a call than the usual ones, of 15 s and, for {@link #health}, 5 s. */
    public HttpMemoryApi(URI base, Secret key, Duration limit, Duration healthLimit) {
        this.requests = new ApiRequests(base, key);
        this.limit = limit;
        this.healthLimit = healthLimit;
    }

    @Override
    public void health() throws MemoryApiException {
        ApiRequest request = requests.open("/health");
        String status = answer(request, Deadline.in(healthLimit)).path("status").asText();
        if (!status.equals("ok")) {
            throw requests.failure(Kind.AWAY, 200, "it says that it is not well", null);
        }
    }

    @Override
    public String checkKey() throws MemoryApiException {
        return checkKey(Deadline.in(limit));
    }

    private String checkKey(Deadline deadline) throws MemoryApiException {
        JsonNode user = answer(requests.asking("/api/auth-check"), deadline).path("user_id");
        String name = user.isTextual() || user.isIntegralNumber() ? user.asText() : "";
        if (name.isBlank() || name.length() > LONGEST_USER) {
            throw requests.failure(Kind.ODD_REPLY, 200, "its answer does not say whose key it is", null);
        }
        return name;
    }

    @Override
    public long create(RecordContent content) throws MemoryApiException {
        Deadline deadline = Deadline.in(limit);
        ObjectNode json = written(content).put("force_sensitive", content.sensitive());
        JsonNode id =
                answer(requests.changing("POST", MEMORIES, json), deadline).path("id");
        if (!id.canConvertToExactIntegral() || !id.canConvertToLong()) {
            throw requests.failure(Kind.UNKNOWN, 200, "its answer does not say under which id it keeps a memory", null);
        }
        return id.longValue();
    }

    @Override
    public Instant records(Optional<Instant> since, Consumer<ServerRecord> use) throws MemoryApiException {
        return list(since, Deadline.in(limit), use, null);
    }

    @Override
    public Instant records(Optional<Instant> since, Consumer<ServerRecord> use, Consumer<Optional<Long>> leftOut)
            throws MemoryApiException {
        return list(since, Deadline.flowing(limit), use, leftOut);
    }

    private Instant list(
            Optional<Instant> since,
            Deadline deadline,
            Consumer<ServerRecord> use,
            @Nullable Consumer<Optional<Long>> leftOut)
            throws MemoryApiException {
        String query = since.map(time -> "?since=" + URLEncoder.encode(SINCE.format(time), StandardCharsets.UTF_8))
                .orElse("");
        RecordsReader reader = new RecordsReader(record -> deadline.aside(() -> use.accept(record)), leftOut);
        return call(requests.asking(MEMORIES + "/sync" + query), deadline, reader::read);
    }

    @Override
    public void update(long id, RecordContent content) throws MemoryApiException {
        ObjectNode json = written(content);
        if (content.sensitive()) {
            // Never the other way round: a server that has found something out for itself is not talked out of it.
            json.put("force_sensitive", true);
        }
        Deadline deadline = Deadline.in(limit);
        try {
            if (!answer(requests.changing("PUT", MEMORIES + "/" + id, json), deadline)
                    .has("updated")) {
                throw requests.failure(Kind.UNKNOWN, 200, "its answer does not say that a memory was changed", null);
            }
        } catch (MemoryApiException e) {
            throw believed(e, deadline);
        }
    }

    @Override
    public void delete(long id) throws MemoryApiException {
        Deadline deadline = Deadline.in(limit);
        try {
            call(requests.deleting(MEMORIES + "/" + id), deadline, HttpMemoryApi::objectOrNothing);
        } catch (MemoryApiException e) {
            MemoryApiException failure = believed(e, deadline);
            if (failure.kind() != Kind.NOT_FOUND) {
                throw failure;
            }
        }
    }

    /**
     * What is in a server's place for a while, such as a gateway, may know nothing at all. Whether a record is not there is
     * believed of the API alone, which knows the key.
     */
    private MemoryApiException believed(MemoryApiException failure, Deadline deadline) {
        if (failure.kind() == Kind.NOT_FOUND) {
            try {
                checkKey(deadline);
            } catch (MemoryApiException e) {
                return e;
            }
        }
        return failure;
    }

    private static ObjectNode written(RecordContent content) {
        return JSON.createObjectNode()
                .put("content", content.text().content())
                .put("category", content.category())
                .put("tags", content.text().tags())
                .put("expanded_keywords", content.text().keywords())
                .put("importance", content.importance());
    }

    private JsonNode answer(ApiRequest request, Deadline deadline) throws MemoryApiException {
        return call(request, deadline, HttpMemoryApi::object);
    }

    private static JsonNode object(InputStream answer) throws IOException {
        JsonNode json = objectOrNothing(answer);
        if (json.isMissingNode()) {
            throw new OddReplyException("its answer is empty");
        }
        return json;
    }

    private static JsonNode objectOrNothing(InputStream answer) throws IOException {
        byte[] bytes = answer.readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) {
            throw new OddReplyException("it answered with more than " + (MOST_BYTES >> 20) + " MiB");
        }
        JsonNode json = JSON.readTree(bytes);
        if (!json.isObject() && !json.isMissingNode()) {
            throw new OddReplyException("its answer is not one of a memory API");
        }
        return json;
    }

    /** Reads an answer. */
    @FunctionalInterface
    private interface Reading<T> {
        T of(InputStream answer) throws IOException;
    }

    private <T> T call(ApiRequest request, Deadline deadline, Reading<T> reading) throws MemoryApiException {
        if (closed) {
            throw requests.failure(Kind.AWAY, 0, "it was closed here", null);
        }
        try (ApiCall call = ApiCall.of(request.build(), deadline)) {
            current = call;
            if (closed) {
                call.end();
            }
            int status = call.status();
            if (!request.isDone(status)) {
                throw request.refused(status);
            }
            return reading.of(call.body());
        } catch (OddReplyException e) {
            throw request.odd(e.clause());
        } catch (JsonProcessingException | CharConversionException e) {
            throw request.odd("its answer is not JSON");
        } catch (IOException e) {
            throw closed ? request.ended() : request.failed(e);
        } finally {
            current = null;
        }
    }

    @Override
    public void close() {
        closed = true;
        ApiCall call = current;
        if (call != null) {
            call.end();
        }
    }

    @Override
    public String toString() {
        return "HttpMemoryApi[" + requests + "]";
    }
}
