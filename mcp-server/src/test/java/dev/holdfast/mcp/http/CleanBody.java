package dev.holdfast.mcp.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** What every error that leaves the server must look like. */
final class CleanBody {
    private CleanBody() {}

    /** Asserts the status, and that the body is one JSON-RPC error with one sentence and no insides; gives its code. */
    static int assertRefused(RawHttp.Answer answer, int status) throws JsonProcessingException {
        assertThat(answer.status()).as("status of %s", answer).isEqualTo(status);
        assertThat(answer.headers().get("content-type")).startsWith("application/json");
        assertThat(answer.headers()).doesNotContainKey("server").doesNotContainKey("x-powered-by");
        return assertClean(answer.body());
    }

    /** Asserts that this text is one JSON-RPC error with one sentence and no insides; gives its code. */
    static int assertClean(String json) throws JsonProcessingException {
        JsonNode body = new ObjectMapper().readTree(json);
        assertThat(body.fieldNames()).toIterable().containsExactlyInAnyOrder("jsonrpc", "id", "error");
        assertThat(body.get("error").fieldNames()).toIterable().containsExactlyInAnyOrder("code", "message");
        String message = body.get("error").get("message").asText();
        assertThat(message).matches("[A-Z].*[.]").hasSizeLessThan(200).doesNotContain("\n");
        assertThat(json)
                .doesNotContain("at ", "Exception", "java", "jackson", "jetty", "dev.holdfast")
                .doesNotContain("io.modelcontextprotocol", "org.eclipse", "com.fasterxml", "stackTrace", "<html");
        return body.get("error").get("code").asInt();
    }
}
