package dev.holdfast.testkit.memoryapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.settings.Secret;
import dev.holdfast.sync.memory.MemoryText;
import dev.holdfast.sync.memory.record.HttpMemoryApi;
import dev.holdfast.sync.memory.record.MemoryApi;
import dev.holdfast.sync.memory.record.MemoryApiException;
import dev.holdfast.sync.memory.record.MemoryApiException.Kind;
import dev.holdfast.sync.memory.record.RecordContent;
import dev.holdfast.sync.memory.record.ServerRecord;
import dev.holdfast.testkit.net.UnansweredPort;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the API over HTTP sends, and what it takes the answers for. */
@Timeout(60)
class HttpMemoryApiTest {
    private static final Duration LONG = Duration.ofSeconds(50);
    private static final Duration SHORT = Duration.ofMillis(400);
    private static final RecordContent FACT = new RecordContent("facts", new MemoryText("a fact", "", ""), 0.5, false);
    private static final RecordContent SECRET_FACT =
            new RecordContent("facts", new MemoryText("a secret", "", ""), 0.5, true);

    @TempDir
    Path directory = Path.of("");

    private final StandInMemoryApi server;

    HttpMemoryApiTest() throws IOException {
        server = new StandInMemoryApi();
    }

    @BeforeEach
    void writeKey() throws IOException {
        server.addKey("the-key", "ann");
        Files.writeString(directory.resolve("key"), "the-key\n");
    }

    @AfterEach
    void close() {
        server.close();
    }

    private Secret key() {
        return Secret.of("${file:" + directory.resolve("key") + "}");
    }

    private HttpMemoryApi api(Duration limit) {
        return new HttpMemoryApi(server.base(), key(), limit, limit);
    }

    private static MemoryApiException failure(ThrowingCallable request) {
        MemoryApiException failure = catchThrowableOfType(MemoryApiException.class, request);
        assertThat(failure).as("a failure").isNotNull();
        assertThat(failure.getMessage()).doesNotContain("the-key").doesNotContain("canary");
        return failure;
    }

    @Test
    void theKeyIsLookedUpForEachRequestAndNotShownWhereNoneIsNeeded() throws Exception {
        try (HttpMemoryApi api = api(LONG)) {
            api.checkKey();
            Files.writeString(directory.resolve("key"), "another-key");
            server.renewKey("ann", "another-key");
            api.checkKey();
            api.health();
            assertThat(server.log())
                    .extracting(LoggedRequest::key)
                    .containsExactly(Optional.of("the-key"), Optional.of("another-key"), Optional.empty());
            assertThat(api.toString()).contains("127.0.0.1").doesNotContain("another-key");
        }
    }

    @Test
    void withoutAUsableKeyNothingIsSentAndTheSentenceSaysWhatToSet() throws Exception {
        Files.writeString(directory.resolve("bad"), "the key é");
        List<Secret> keys = List.of(
                Secret.NONE,
                Secret.of("${file:" + directory.resolve("missing") + "}"),
                Secret.of("${file:" + directory.resolve("bad") + "}"));
        for (Secret each : keys) {
            try (MemoryApi api = new HttpMemoryApi(server.base(), each)) {
                MemoryApiException refused = failure(() -> api.create(FACT));
                assertThat(refused.kind()).isEqualTo(Kind.KEY_REFUSED);
                assertThat(refused.getMessage())
                        .containsAnyOf("memory_api_key", "missing")
                        .doesNotContain("the key é");
            }
        }
        assertThat(server.log()).isEmpty();
    }

    @Test
    void aRefusedKeyIsNamedByItsReference() throws Exception {
        server.renewKey("ann", "another");
        try (MemoryApi api = api(LONG)) {
            assertThat(failure(api::checkKey).getMessage())
                    .contains("memory_api_key")
                    .contains("${file:");
        }
    }

    @Test
    void aTimeIsSentToTheMicrosecondWithItsPlusEncoded() throws Exception {
        try (MemoryApi api = api(LONG)) {
            api.records(Optional.of(Instant.parse("2026-05-04T03:02:01.123456Z")), record -> {});
            api.records(Optional.of(Instant.EPOCH), record -> {});
            api.records(Optional.empty(), record -> {});
        }
        assertThat(server.log())
                .extracting(LoggedRequest::query)
                .containsExactly(
                        "since=2026-05-04T03%3A02%3A01.123456%2B00%3A00",
                        "since=1970-01-01T00%3A00%3A00.000000%2B00%3A00", "");
    }

    @Test
    void whatIsSensitiveIsAlwaysMarkedAndNeverUnmarked() throws Exception {
        try (MemoryApi api = api(LONG)) {
            long id = api.create(SECRET_FACT);
            api.update(id, SECRET_FACT);
            api.update(id, FACT);
        }
        assertThat(server.log())
                .extracting(LoggedRequest::body)
                .satisfiesExactly(
                        body -> assertThat(body).contains("\"force_sensitive\":true"),
                        body -> assertThat(body).contains("\"force_sensitive\":true"),
                        body -> assertThat(body).doesNotContain("force_sensitive"));
        assertThat(server.records("ann").get(0).sensitive()).isTrue();
    }

    @Test
    void anAddressMayHaveAPathOfItsOwn() throws Exception {
        try (MemoryApi api = new HttpMemoryApi(URI.create(server.base() + "/prefix/"), key(), LONG, LONG)) {
            assertThat(failure(api::checkKey).kind()).isEqualTo(Kind.ODD_REPLY);
        }
        assertThat(server.log()).extracting(LoggedRequest::path).containsExactly("/prefix/api/auth-check");
    }

    @ParameterizedTest
    @CsvSource({
        "204, ODD_REPLY, UNKNOWN, UNKNOWN",
        "302, ODD_REPLY, UNKNOWN, UNKNOWN",
        "400, ODD_REPLY, RECORD_REFUSED, RECORD_REFUSED",
        "401, KEY_REFUSED, KEY_REFUSED, KEY_REFUSED",
        "403, KEY_REFUSED, RECORD_REFUSED, RECORD_REFUSED",
        "404, ODD_REPLY, ODD_REPLY, NOT_FOUND",
        "405, ODD_REPLY, ODD_REPLY, ODD_REPLY",
        "408, AWAY, UNKNOWN, UNKNOWN",
        "413, ODD_REPLY, RECORD_REFUSED, RECORD_REFUSED",
        "422, ODD_REPLY, RECORD_REFUSED, RECORD_REFUSED",
        "429, AWAY, AWAY, AWAY",
        "500, AWAY, UNKNOWN, UNKNOWN",
        "503, AWAY, UNKNOWN, UNKNOWN"
    })
    void everyStatusHasItsMeaning(int status, Kind asked, Kind created, Kind updated) throws Exception {
        Mishap mishap = new Mishap.Status(status, false);
        server.plan(Operation.SYNC, mishap);
        server.plan(Operation.CREATE, mishap);
        server.plan(Operation.UPDATE, mishap);
        try (MemoryApi api = api(LONG)) {
            List<MemoryApiException> failures = List.of(
                    failure(() -> api.records(Optional.empty(), record -> {})),
                    failure(() -> api.create(FACT)),
                    failure(() -> api.update(1, FACT)));
            assertThat(failures).extracting(MemoryApiException::kind).containsExactly(asked, created, updated);
            assertThat(failures).extracting(MemoryApiException::status).containsOnly(status);
        }
    }

    @Test
    void aGatewayThatKnowsNothingIsNotTakenForAServerThatHasForgottenARecord() throws Exception {
        long id = server.add("ann", "there").id();
        server.befallAll(new Mishap.Status(404, false));
        try (MemoryApi api = api(LONG)) {
            assertThat(failure(() -> api.delete(id)).kind()).isEqualTo(Kind.ODD_REPLY);
            assertThat(failure(() -> api.update(id, FACT)).kind()).isEqualTo(Kind.ODD_REPLY);
            server.heal();
            api.delete(id);
            server.forgetDeleted();
            api.delete(id);
        }
    }

    @Test
    void aRequestThatFoundNoConnectionWasNotSentAndOneThatDidMayHaveBeen() throws Exception {
        try (UnansweredPort port = new UnansweredPort();
                MemoryApi unanswered = new HttpMemoryApi(port.endpoint(), key(), SHORT, SHORT);
                MemoryApi api = api(SHORT)) {
            assertThat(failure(() -> unanswered.create(FACT)).kind()).isEqualTo(Kind.AWAY);
            server.plan(Operation.CREATE, new Mishap.BlackHole(true));
            assertThat(failure(() -> api.create(FACT)).kind()).isEqualTo(Kind.UNKNOWN);
            assertThat(server.contents("ann")).containsExactly("a fact");
        }
    }

    @Test
    void anAddressThatNoNameServerKnowsIsAway() {
        try (MemoryApi api = new HttpMemoryApi(URI.create("https://nowhere.invalid"), key(), LONG, LONG)) {
            assertThat(failure(() -> api.create(FACT)).kind()).isEqualTo(Kind.AWAY);
        }
    }

    @Test
    void aServerThatSpeaksNoTlsGetsNothing() throws Exception {
        URI secure = URI.create("https://127.0.0.1:" + server.base().getPort());
        try (MemoryApi api = new HttpMemoryApi(secure, key(), SHORT, SHORT)) {
            assertThat(failure(() -> api.create(FACT)).kind()).isEqualTo(Kind.AWAY);
        }
        assertThat(server.log()).isEmpty();
    }

    @Test
    void aDeletionMayBeConfirmedWithoutAWord() throws Exception {
        server.plan(Operation.DELETE, new Mishap.Says(""), new Mishap.Status(204, false));
        try (MemoryApi api = api(LONG)) {
            api.delete(1);
            api.delete(1);
        }
        assertThat(server.isPlanDone()).isTrue();
    }

    @Test
    void theTimeThatTheCallerTakesForARecordIsNotTheServers() throws Exception {
        server.add("ann", "one");
        server.add("ann", "two");
        Duration limit = Duration.ofSeconds(1);
        List<ServerRecord> given = new ArrayList<>();
        try (MemoryApi api = api(limit)) {
            long end = System.nanoTime() + limit.toNanos();
            api.records(Optional.empty(), record -> {
                while (System.nanoTime() < end) {
                    LockSupport.parkNanos(end - System.nanoTime());
                }
                given.add(record);
            });
        }
        assertThat(given).hasSize(2);
    }

    @Test
    void anInterruptEndsARequestUnderWayAndStays() throws Exception {
        Thread caller = Thread.currentThread();
        server.onRequest(request -> caller.interrupt());
        server.befallAll(new Mishap.BlackHole(false));
        try (MemoryApi api = api(LONG)) {
            assertThat(failure(() -> api.create(FACT)).kind()).isEqualTo(Kind.UNKNOWN);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(failure(() -> api.records(Optional.empty(), record -> {}))
                            .kind())
                    .isEqualTo(Kind.AWAY);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void closingEndsARequestUnderWay() throws Exception {
        MemoryApi creating = api(LONG);
        server.onRequest(request -> creating.close());
        server.befallAll(new Mishap.BlackHole(false));
        assertThat(failure(() -> creating.create(FACT)).kind()).isEqualTo(Kind.UNKNOWN);
        MemoryApi listing = api(LONG);
        server.heal();
        server.onRequest(request -> {});
        server.plan(Operation.SYNC, new Mishap.Endless("{\"memories\":[", " "));
        Thread closer = new Thread(listing::close);
        server.onRequest(request -> closer.start());
        assertThat(failure(() -> listing.records(Optional.empty(), record -> {}))
                        .kind())
                .isEqualTo(Kind.AWAY);
        closer.join();
    }

    @Test
    void aRecordOfTheLargestSizeComesThrough() throws Exception {
        String largest = "漢".repeat(1_000_000);
        server.add("ann", largest);
        List<ServerRecord> given = new ArrayList<>();
        try (MemoryApi api = api(LONG)) {
            api.records(Optional.empty(), given::add);
        }
        assertThat(given)
                .singleElement()
                .satisfies(
                        record -> assertThat(record.content().text().content().equals(largest))
                                .isTrue());
    }

    @Test
    void manyRequestsGoOverOneConnectionEachAnswered() throws Exception {
        try (MemoryApi api = api(LONG)) {
            for (int i = 0; i < 50; i++) {
                long id = api.create(FACT);
                api.update(id, FACT);
                api.delete(id);
                api.records(Optional.empty(), record -> {});
            }
        }
        assertThat(server.log()).hasSize(200);
    }
}
