package dev.holdfast.testkit.memoryapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.settings.Secret;
import dev.holdfast.sync.memory.MemoryText;
import dev.holdfast.sync.memory.record.HttpMemoryApi;
import dev.holdfast.sync.memory.record.MemoryApi;
import dev.holdfast.sync.memory.record.MemoryApiException;
import dev.holdfast.sync.memory.record.MemoryApiException.Kind;
import dev.holdfast.sync.memory.record.RecordContent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A server that means harm: each way ends in a typed error within the limit, and neither key nor memory goes astray. */
@Timeout(60)
class HttpMemoryApiHostileTest {
    private static final Duration LONG = Duration.ofSeconds(50);

    /** For what ends by nothing else. */
    private static final Duration SHORT = Duration.ofMillis(400);

    private static final String CANARY = "canary-of-the-server";
    private static final RecordContent FACT = new RecordContent("facts", new MemoryText("a fact", "", ""), 0.5, false);
    private static final String RECORD = "{'id':1,'content':'x','category':'facts','tags':'','expanded_keywords':'',"
            + "'importance':0.5,'is_sensitive':false,'created_at':'2026-01-01T00:00:00+00:00',"
            + "'updated_at':'2026-01-01T00:00:00+00:00','deleted_at':null}";
    private static final String TIME = "'server_time':'2026-01-01T00:00:00+00:00'";

    @TempDir
    Path directory = Path.of("");

    private final StandInMemoryApi server;

    HttpMemoryApiHostileTest() throws IOException {
        server = new StandInMemoryApi();
    }

    @BeforeEach
    void writeKey() throws IOException {
        server.addKey("the-key", "ann");
        Files.writeString(directory.resolve("key"), "the-key");
    }

    @AfterEach
    void close() {
        server.heal();
        server.close();
    }

    private HttpMemoryApi api(Duration limit) {
        return new HttpMemoryApi(server.base(), Secret.of("${file:" + directory.resolve("key") + "}"), limit, limit);
    }

    private static MemoryApiException failure(ThrowingCallable request) {
        MemoryApiException failure = catchThrowableOfType(MemoryApiException.class, request);
        assertThat(failure).as("a failure").isNotNull();
        assertThat(failure.getMessage())
                .matches("The memory API at http://127\\.0\\.0\\.1:[0-9]+ can't be used: [^\\n]+\\.")
                .doesNotContain("the-key")
                .doesNotContain(CANARY)
                .doesNotContain("Exception");
        return failure;
    }

    private static Arguments odd(String name, String says) {
        return Arguments.of(name, Kind.ODD_REPLY, LONG, new Mishap.Says(says.replace('\'', '"')));
    }

    private static Arguments oddRecord(String name, String from, String to) {
        return odd(name, "{'memories':[" + RECORD.replace(from, to) + "]," + TIME + "}");
    }

    private static Arguments endless(String name, Kind kind, Duration limit, String begin, String again) {
        return Arguments.of(name, kind, limit, new Mishap.Endless(begin.replace('\'', '"'), again.replace('\'', '"')));
    }

    static Stream<Arguments> lists() {
        String many = "y".repeat(10_000);
        return Stream.of(
                odd("nothing at all", ""),
                odd("an empty object", "{}"),
                odd("an empty list", "[]"),
                odd("null", "null"),
                odd("a page of another service", "<html>" + CANARY + "</html>"),
                odd("another word", CANARY),
                odd("no time", "{'memories':[]}"),
                odd("no memories", "{" + TIME + "}"),
                odd("a time that is none", "{'memories':[],'server_time':'" + CANARY + "'}"),
                odd("a time that is a number", "{'memories':[],'server_time':7}"),
                odd("memories that are null", "{'memories':null," + TIME + "}"),
                odd("memories that are an object", "{'memories':{}," + TIME + "}"),
                odd("memories twice", "{'memories':[],'memories':[]," + TIME + "}"),
                odd("a memory that is a number", "{'memories':[1]," + TIME + "}"),
                odd("more behind the end", "{'memories':[]," + TIME + "} {}"),
                odd("an end in the middle", "{'memories':[" + RECORD),
                odd("great depth", "{'memories':[" + "[".repeat(100_000)),
                odd("great depth beside", "{'more':" + "[".repeat(100_000)),
                oddRecord("a record without an id", "'id'", "'number'"),
                oddRecord("an id that is text", "'id':1", "'id':'" + CANARY + "'"),
                oddRecord("an id that is a fraction", "'id':1", "'id':1.5"),
                oddRecord("an id that is larger than any", "'id':1", "'id':99999999999999999999"),
                oddRecord("a record without content", "'content':'x'", "'content':null"),
                oddRecord("content that is a list", "'content':'x'", "'content':[]"),
                oddRecord("half of a character", "'content':'x'", "'content':'\\ud83d'"),
                oddRecord("a record without category", "'category'", "'kind'"),
                oddRecord("importance that is text", "0.5", "'high'"),
                oddRecord("a record that does not say whether it is sensitive", "'is_sensitive'", "'hidden'"),
                oddRecord("sensitive by a word", "false", "'no'"),
                oddRecord("a deletion at no time", "'deleted_at':null", "'deleted_at':'" + CANARY + "'"),
                oddRecord("a year that nobody means", "'2026", "'+99999"),
                endless("a record without end", Kind.ODD_REPLY, LONG, "{'memories':[{'id':1,'content':'", many),
                endless("fields without end", Kind.ODD_REPLY, LONG, "{'memories':[{'id':1", ",'x':'" + many + "'"),
                endless("records without end", Kind.AWAY, SHORT, "{'memories':[" + RECORD, "," + RECORD),
                endless("spaces without end", Kind.AWAY, SHORT, "{'memories':[]," + TIME + "}", " ".repeat(1000)),
                endless("something else without end", Kind.AWAY, SHORT, "{'more':'", many),
                Arguments.of("no reply", Kind.AWAY, SHORT, new Mishap.BlackHole(false)),
                Arguments.of("a reply that is cut off", Kind.AWAY, LONG, new Mishap.CutOff(20)),
                Arguments.of("no content", Kind.ODD_REPLY, LONG, new Mishap.Status(204, false)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lists")
    void eachListEndsInATypedError(String name, Kind kind, Duration limit, Mishap mishap) {
        server.befallAll(mishap);
        try (MemoryApi api = api(limit)) {
            MemoryApiException failure = failure(() -> api.records(Optional.empty(), record -> {}));
            assertThat(failure.kind()).as(name + ": " + failure.getMessage()).isEqualTo(kind);
        }
    }

    @Test
    void aRecordThatMakesNoSenseIsLeftOutAndCountedAndTheOthersCome() throws Exception {
        String answer = "{'memories':[" + RECORD.replace("'id':1", "'id':1.5") + ",7,"
                + RECORD.replace("'content':'x'", "'content':[[],{}]").replace("'id':1", "'id':3") + ","
                + RECORD.replace("'id':1", "'id':4") + "," + RECORD.replace("false", "'no'") + "]," + TIME + "}";
        server.befallAll(new Mishap.Says(answer.replace('\'', '"')));
        List<Long> came = new ArrayList<>();
        List<Optional<Long>> leftOut = new ArrayList<>();
        try (MemoryApi api = api(LONG)) {
            api.records(Optional.empty(), record -> came.add(record.id()), leftOut::add);
        }
        assertThat(came).containsExactly(4L);
        assertThat(leftOut).containsExactly(Optional.empty(), Optional.empty(), Optional.of(3L), Optional.of(1L));
    }

    @Test
    void aListThatFlowsMayTakeLongerThanTheLimitAndOneThatFallsSilentMayNot() throws Exception {
        server.befallAll(
                new Mishap.Endless(("{'memories':[" + RECORD).replace('\'', '"'), ("," + RECORD).replace('\'', '"')));
        long begin = System.nanoTime();
        try (MemoryApi api = api(SHORT)) {
            assertThatThrownBy(() -> api.records(
                            Optional.empty(),
                            record -> {
                                if (System.nanoTime() - begin > SHORT.toNanos() * 3) {
                                    throw new IllegalStateException("still flows");
                                }
                            },
                            id -> {}))
                    .hasMessage("still flows");
            server.heal();
            server.befallAll(new Mishap.BlackHole(false));
            assertThat(failure(() -> api.records(Optional.empty(), record -> {}, id -> {}))
                            .kind())
                    .isEqualTo(Kind.AWAY);
        }
    }

    static Stream<Arguments> answers() {
        return Stream.of(
                odd("nothing at all", ""),
                odd("an empty object", "{}"),
                odd("a list", "[{'id':1,'user_id':'ann','updated':true}]"),
                odd("a page of another service", "<html>" + CANARY + "</html>"),
                odd("a name without end", "{'user_id':'" + "x".repeat(2000) + "','id':'1'}"),
                odd("other types", "{'user_id':{},'id':1.5}"),
                odd("an id that is larger than any", "{'user_id':null,'id':99999999999999999999}"),
                odd("great depth", "[".repeat(100_000)),
                endless("an answer without end", Kind.ODD_REPLY, LONG, "{'status':'", "y".repeat(10_000)),
                Arguments.of("no content", Kind.ODD_REPLY, LONG, new Mishap.Status(204, false)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answers")
    void eachAnswerEndsInATypedError(String name, Kind kind, Duration limit, Mishap mishap) {
        server.befallAll(mishap);
        try (MemoryApi api = api(limit)) {
            assertThat(failure(api::checkKey).kind()).as(name).isEqualTo(kind);
            assertThat(failure(() -> api.create(FACT)).kind()).as(name).isEqualTo(Kind.UNKNOWN);
            assertThat(failure(() -> api.update(1, FACT)).kind()).as(name).isEqualTo(Kind.UNKNOWN);
        }
    }

    @Test
    void neitherKeyNorMemoryFollowsARedirect() throws Exception {
        try (StandInMemoryApi thief = new StandInMemoryApi();
                MemoryApi api = api(LONG)) {
            for (int status : new int[] {301, 302, 303, 307, 308}) {
                server.befallAll(new Mishap.Redirect(status, thief.base().resolve("/api/memories")));
                List<ThrowingCallable> requests = List.of(
                        api::health,
                        api::checkKey,
                        () -> api.records(Optional.empty(), record -> {}),
                        () -> api.create(FACT),
                        () -> api.update(1, FACT),
                        () -> api.delete(1));
                for (ThrowingCallable request : requests) {
                    assertThat(failure(request).getMessage()).contains("another place");
                }
            }
            assertThat(thief.log()).isEmpty();
        }
    }

    @Test
    void aPageWithoutMeaningDoesNotConfirmADeletion() {
        server.befallAll(new Mishap.Says("<html>sign in</html>"));
        try (MemoryApi api = api(LONG)) {
            assertThat(failure(() -> api.delete(1)).kind()).isEqualTo(Kind.UNKNOWN);
        }
    }
}
