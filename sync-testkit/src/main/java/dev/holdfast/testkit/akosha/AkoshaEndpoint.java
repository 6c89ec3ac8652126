package dev.holdfast.testkit.akosha;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The server's HTTP side, for the life of one start: requests are answered as streams of one event, as FastMCP does. */
final class AkoshaEndpoint implements HttpHandler {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> VERSIONS = Set.of("2025-03-26", "2025-06-18", "2025-11-25");
    private static final String SESSION = "Mcp-Session-Id";

    private final StandInAkosha akosha;
    private final Set<String> sessions = ConcurrentHashMap.newKeySet();

    AkoshaEndpoint(StandInAkosha akosha) {
        this.akosha = akosha;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String token = akosha.token();
            boolean known = token.isEmpty()
                    || ("Bearer " + token).equals(exchange.getRequestHeaders().getFirst("Authorization"));
            if (path.equals("/health")) {
                json(exchange, 200, JSON.createObjectNode().put("status", "ok"));
            } else if (!path.equals("/mcp")) {
                status(exchange, 404);
            } else if (!known) {
                status(exchange, 401);
            } else {
                serve(exchange);
            }
        }
    }

    private void serve(HttpExchange exchange) throws IOException {
        switch (exchange.getRequestMethod()) {
            case "POST" -> post(exchange);
            case "DELETE" -> {
                sessions.remove(session(exchange));
                status(exchange, 200);
            }
            default -> status(exchange, 405);
        }
    }

    private static String session(HttpExchange exchange) {
        String id = exchange.getRequestHeaders().getFirst(SESSION);
        return id == null ? "" : id;
    }

    private void post(HttpExchange exchange) throws IOException {
        String accept = String.valueOf(exchange.getRequestHeaders().getFirst("Accept"));
        if (!accept.contains("application/json") || !accept.contains("text/event-stream")) {
            status(exchange, 406);
            return;
        }
        JsonNode message = JSON.readTree(exchange.getRequestBody());
        String method = message.path("method").asText();
        if (method.equals("initialize")) {
            initialize(exchange, message);
        } else if (session(exchange).isEmpty()) {
            status(exchange, 400);
        } else if (!sessions.contains(session(exchange))) {
            status(exchange, 404);
        } else if (!message.has("id")) {
            status(exchange, 202);
        } else {
            answer(exchange, message, method);
        }
    }

    private void initialize(HttpExchange exchange, JsonNode message) throws IOException {
        String id = UUID.randomUUID().toString();
        sessions.add(id);
        exchange.getResponseHeaders().set(SESSION, id);
        String asked = message.path("params").path("protocolVersion").asText();
        ObjectNode result = JSON.createObjectNode();
        result.put("protocolVersion", VERSIONS.contains(asked) ? asked : "2025-06-18");
        result.putObject("capabilities").putObject("tools").put("listChanged", false);
        result.putObject("serverInfo").put("name", "akosha").put("version", "0.9.1");
        event(exchange, result(message, result));
    }

    private void answer(HttpExchange exchange, JsonNode message, String method) throws IOException {
        switch (method) {
            case "ping" -> event(exchange, result(message, JSON.createObjectNode()));
            case "tools/list" -> event(exchange, result(message, tools()));
            case "tools/call" -> call(exchange, message);
            default -> event(exchange, error(message, -32601, "Method not found"));
        }
    }

    private ObjectNode tools() {
        ObjectNode result = JSON.createObjectNode();
        ObjectNode tool = result.putArray("tools").addObject().put("name", akosha.tool());
        ObjectNode schema = tool.putObject("inputSchema").put("type", "object");
        schema.putObject("properties").putObject("memories").put("type", "array");
        schema.putArray("required").add("memories");
        return result;
    }

    private void call(HttpExchange exchange, JsonNode message) throws IOException {
        JsonNode params = message.path("params");
        if (!params.path("name").asText().equals(akosha.tool())) {
            event(exchange, error(message, -32602, "Unknown tool"));
            return;
        }
        JsonNode memories = params.path("arguments").path("memories");
        Mishap mishap = akosha.begin(memories);
        if (akosha.isTooLarge(memories.size())) {
            status(exchange, 413);
        } else if (mishap instanceof Mishap.Status wrong) {
            status(exchange, wrong.status());
        } else if (mishap instanceof Mishap.ToolError) {
            ObjectNode failed = JSON.createObjectNode().put("isError", true);
            failed.putArray("content").addObject().put("type", "text").put("text", "boom");
            event(exchange, result(message, failed));
        } else if (!(mishap instanceof Mishap.RequestLost)) {
            store(exchange, message, memories, mishap);
        }
    }

    private void store(HttpExchange exchange, JsonNode message, JsonNode memories, @Nullable Mishap mishap)
            throws IOException {
        int most = mishap instanceof Mishap.Half half ? half.stored() : Integer.MAX_VALUE;
        ObjectNode outcome = akosha.store().storeAll(memories, most);
        boolean silent = mishap instanceof Mishap.ReplyLost || (mishap instanceof Mishap.Half half && !half.says());
        if (mishap instanceof Mishap.Restart) {
            sessions.clear();
        } else if (!silent) {
            if (mishap instanceof Mishap.Slow slow) {
                pass(slow);
            }
            ObjectNode result = JSON.createObjectNode().put("isError", false);
            result.putArray("content").addObject().put("type", "text").put("text", outcome.toString());
            result.set("structuredContent", outcome);
            event(exchange, result(message, result));
        }
    }

    private static void pass(Mishap.Slow slow) throws IOException {
        try {
            // Ends early when the server is closed, which interrupts it.
            Thread.sleep(slow.time().toMillis());
        } catch (InterruptedException e) {
            throw new IOException("the server was stopped", e);
        }
    }

    private static ObjectNode result(JsonNode to, ObjectNode result) {
        ObjectNode reply = JSON.createObjectNode().put("jsonrpc", "2.0");
        reply.set("id", to.path("id"));
        reply.set("result", result);
        return reply;
    }

    private static ObjectNode error(JsonNode to, int code, String words) {
        ObjectNode reply = JSON.createObjectNode().put("jsonrpc", "2.0");
        reply.set("id", to.path("id"));
        reply.putObject("error").put("code", code).put("message", words);
        return reply;
    }

    private static void event(HttpExchange exchange, JsonNode message) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.getResponseHeaders().set("Cache-Control", "no-cache, no-transform");
        send(exchange, 200, "event: message\r\ndata: " + message + "\r\n\r\n");
    }

    private static void json(HttpExchange exchange, int status, JsonNode body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        send(exchange, status, body.toString());
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        exchange.sendResponseHeaders(status, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void status(HttpExchange exchange, int status) throws IOException {
        exchange.sendResponseHeaders(status, -1);
    }
}
