package dev.holdfast.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One MCP client on a server's two streams; a line on stdout that is no message fails the test that reads it. */
final class Client {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process server;
    private final Writer toServer;
    private final BufferedReader fromServer;
    private final CompletableFuture<String> err;
    private int lastId;

    Client(Process server) {
        this.server = server;
        toServer = server.outputWriter(StandardCharsets.UTF_8);
        fromServer = new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
        err = Outcome.reading(server.getErrorStream());
    }

    Process server() {
        return server;
    }

    /** The handshake; the reply must be the very first line on stdout. */
    Client initialize() throws IOException {
        JsonNode result = request("initialize", """
                {"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"test","version":"1"}}""");
        assertThat(result.at("/serverInfo/name").asText()).isNotEmpty();
        send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
        return this;
    }

    JsonNode callTool(String name) throws IOException {
        return request("tools/call", "{\"name\":\"" + name + "\",\"arguments\":{}}");
    }

    JsonNode request(String method, String parameters) throws IOException {
        int id = ++lastId;
        send("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":" + parameters + "}");
        for (JsonNode message = read(); message != null; message = read()) {
            if (message.path("id").asInt() == id) {
                assertThat(message.has("result")).as("%s", message).isTrue();
                return message.get("result");
            }
        }
        throw new AssertionError("the server ended before it answered " + method + "; its stderr: " + err.join());
    }

    /** Ends stdin, and reads what is left to the server's end. */
    Outcome leave() throws IOException, InterruptedException {
        toServer.close();
        StringBuilder rest = new StringBuilder();
        for (JsonNode message = read(); message != null; message = read()) {
            rest.append(message).append('\n');
        }
        return new Outcome(server.waitFor(), rest.toString(), err.join());
    }

    private void send(String line) throws IOException {
        toServer.write(line + "\n");
        toServer.flush();
    }

    private @Nullable JsonNode read() throws IOException {
        String line = fromServer.readLine();
        if (line == null) {
            return null;
        }
        JsonNode message = JSON.readTree(line);
        assertThat(message.path("jsonrpc").asText()).as("%s", line).isEqualTo("2.0");
        return message;
    }
}
