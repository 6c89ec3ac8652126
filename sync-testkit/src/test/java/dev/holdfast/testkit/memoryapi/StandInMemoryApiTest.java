package dev.holdfast.testkit.memoryapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The stand-in does what a memory API does, asked by a client that knows nothing of ours. */
class StandInMemoryApiTest {
    private static final String SYNC = "/api/memories/sync";
    private static final String MEMORIES = "/api/memories";

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient client = HttpClient.newHttpClient();
    private final StandInMemoryApi server;

    StandInMemoryApiTest() throws IOException {
        server = new StandInMemoryApi();
    }

    @BeforeEach
    void giveKeys() {
        server.addKey("good", "ann");
        server.addKey("bens", "ben");
    }

    @AfterEach
    void close() {
        server.close();
    }

    private HttpResponse<String> ask(String method, String path, String key, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.base().resolve(path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!key.isEmpty()) {
            request.header("Authorization", "Bearer " + key);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private int status(String method, String path, String key, String body) throws Exception {
        return ask(method, path, key, body).statusCode();
    }

    private JsonNode answer(String method, String path, String body) throws Exception {
        HttpResponse<String> response = ask(method, path, "good", body);
        assertThat(response.statusCode()).isEqualTo(200);
        return json.readTree(response.body());
    }

    private JsonNode memories(String query) throws Exception {
        return answer("GET", SYNC + query, "").path("memories");
    }

    @Test
    void onlyHealthNeedsNoKey() throws Exception {
        assertThat(ask("GET", "/health", "", "").body()).isEqualTo("{\"status\":\"ok\"}");
        for (String path : new String[] {SYNC, "/api/auth-check"}) {
            assertThat(status("GET", path, "", "")).isEqualTo(422);
            assertThat(status("GET", path, "bad", "")).isEqualTo(401);
            assertThat(status("GET", path, "good", "")).isEqualTo(200);
        }
        assertThat(answer("GET", "/api/auth-check", "").path("user_id").asText())
                .isEqualTo("ann");
        server.renewKey("ann", "better");
        assertThat(status("GET", SYNC, "good", "")).isEqualTo(401);
        assertThat(status("GET", SYNC, "better", "")).isEqualTo(200);
        assertThat(status("GET", SYNC, "bens", "")).isEqualTo(200);
    }

    @Test
    void whatIsCreatedHasTheUsualValuesWhereNoneAreGiven() throws Exception {
        JsonNode made = answer("POST", MEMORIES, "{\"content\":\"x\"}");
        assertThat(made.path("id").isInt()).isTrue();
        assertThat(made.path("category").asText()).isEqualTo("facts");
        assertThat(made.path("importance").asDouble()).isEqualTo(0.5);
        JsonNode listed = memories("").get(0);
        assertThat(listed.path("id")).isEqualTo(made.path("id"));
        assertThat(listed.path("is_sensitive").isBoolean()).isTrue();
        assertThat(listed.path("deleted_at").isNull()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "no json",
                "{'content':7}",
                "{'content':''}",
                "{'content':'x','importance':1.1}",
                "{'content':'x','importance':'high'}",
                "{'content':'x','tags':'LONG'}",
                "{'content':'x','expanded_keywords':'LONG'}"
            })
    void whatBreaksARuleIsAnswered422AndNotKept(String body) throws Exception {
        String sent = body.replace('\'', '"').replace("LONG", "x".repeat(501));
        assertThat(status("POST", MEMORIES, "good", sent)).isEqualTo(422);
        assertThat(memories("")).isEmpty();
    }

    @Test
    void onlyNewerServersMindLongContentsAndStrangeCategories() throws Exception {
        String longest = "{\"content\":\"" + "😀".repeat(1401) + "\"}";
        String strange = "{\"content\":\"x\",\"category\":\"strange\"}";
        assertThat(status("POST", MEMORIES, "good", longest)).isEqualTo(200);
        assertThat(status("POST", MEMORIES, "good", strange)).isEqualTo(200);
        server.limit(1400, Set.of("facts"));
        assertThat(status("POST", MEMORIES, "good", longest)).isEqualTo(422);
        assertThat(status("POST", MEMORIES, "good", strange)).isEqualTo(422);
        assertThat(status("POST", MEMORIES, "good", longest.replaceFirst("😀", "")))
                .isEqualTo(200);
    }

    @Test
    void updatesArePartialAndNeedSomething() throws Exception {
        long id = server.add("ann", "before").id();
        String path = MEMORIES + "/" + id;
        assertThat(answer("PUT", path, "{\"tags\":\"t\"}").has("updated")).isTrue();
        assertThat(server.records("ann").get(0))
                .extracting(KeptRecord::content, KeptRecord::tags)
                .containsExactly("before", "t");
        assertThat(status("PUT", path, "good", "{}")).isEqualTo(400);
        assertThat(status("PUT", path, "bens", "{\"tags\":\"t\"}")).isEqualTo(403);
        assertThat(status("PUT", MEMORIES + "/99", "good", "{\"tags\":\"t\"}")).isEqualTo(404);
    }

    @Test
    void deletesAreSoftAndOnSomeServersNotRepeatable() throws Exception {
        long id = server.add("ann", "x").id();
        String path = MEMORIES + "/" + id;
        assertThat(status("DELETE", path, "bens", "")).isEqualTo(403);
        assertThat(status("DELETE", path, "good", "")).isEqualTo(200);
        assertThat(status("DELETE", path, "good", "")).isEqualTo(200);
        assertThat(memories("")).isEmpty();
        assertThat(memories("?since=2000-01-01T00%3A00%3A00%2B00%3A00")
                        .get(0)
                        .path("deleted_at")
                        .isTextual())
                .isTrue();
        server.forgetDeleted();
        assertThat(status("DELETE", path, "good", "")).isEqualTo(404);
    }

    @Test
    void aTimeWhosePlusIsNotEncodedIsNoTime() throws Exception {
        assertThat(status("GET", SYNC + "?since=2000-01-01T00:00:00+00:00", "good", ""))
                .isEqualTo(422);
        assertThat(status("GET", SYNC + "?since=2000-01-01T00:00:00%2B00:00", "good", ""))
                .isEqualTo(200);
    }

    @Test
    void sensitiveRecordsAreKeptWholeAndShownRedacted() throws Exception {
        server.detectSensitive(content -> content.contains("password"));
        answer("POST", MEMORIES, "{\"content\":\"told to be\",\"force_sensitive\":true}");
        answer("POST", MEMORIES, "{\"content\":\"my password\"}");
        assertThat(server.records("ann")).extracting(KeptRecord::content).containsExactly("told to be", "my password");
        assertThat(memories("")).hasSize(2).allSatisfy(record -> {
            assertThat(record.path("content").asText()).isEqualTo(KeptRecord.REDACTED);
            assertThat(record.path("is_sensitive").asBoolean()).isTrue();
        });
    }

    @Test
    void anAnswersTimeIsOfAnotherClockAndMissesWhatIsCommittedLate() throws Exception {
        Instant now = Instant.parse("2030-01-01T12:00:00Z");
        server.setClocks(InstantSource.fixed(now), Duration.ofHours(1));
        server.plan(Operation.CREATE, new Mishap.LateCommit(true));
        answer("POST", MEMORIES, "{\"content\":\"late\"}");
        JsonNode list = answer("GET", SYNC, "");
        assertThat(list.path("memories")).isEmpty();
        assertThat(list.path("server_time").asText()).isEqualTo("2030-01-01T13:00:00.000000+00:00");
        server.commitLate();
        assertThat(memories("").get(0).path("updated_at").asText()).isEqualTo("2030-01-01T12:00:00.000000+00:00");
        assertThat(memories("?since=2030-01-01T13:00:00.000000%2B00:00")).isEmpty();
        assertThat(memories("?since=2030-01-01T12:00:00.000000%2B00:00")).isEmpty();
        assertThat(memories("?since=2030-01-01T11:59:59.999999%2B00:00")).hasSize(1);
    }

    @Test
    void mishapsComeInTheirOrderAndOnce() throws Exception {
        server.plan(Operation.CREATE, new Mishap.Status(503, false), new Mishap.Status(502, true));
        server.befallAll(new Mishap.Says("{}"));
        String body = "{\"content\":\"x\"}";
        assertThat(status("POST", MEMORIES, "good", body)).isEqualTo(503);
        assertThat(server.contents("ann")).isEmpty();
        assertThat(status("POST", MEMORIES, "good", body)).isEqualTo(502);
        assertThat(server.contents("ann")).containsExactly("x");
        assertThat(server.isPlanDone()).isTrue();
        assertThat(ask("POST", MEMORIES, "good", body).body()).isEqualTo("{}");
        server.heal();
        assertThat(status("POST", MEMORIES, "good", body)).isEqualTo(200);
        assertThat(server.contents("ann")).containsExactly("x", "x");
        assertThat(server.count(Operation.CREATE)).isEqualTo(4);
    }

    @Test
    void aServerThatIsGoneRefusesConnectionsAndComesBackWithWhatItKept() throws Exception {
        server.add("ann", "kept");
        server.stop();
        assertThatThrownBy(() -> status("GET", "/health", "", "")).isInstanceOf(IOException.class);
        server.restart();
        assertThat(memories("")).hasSize(1);
    }
}
