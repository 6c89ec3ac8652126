package dev.holdfast.testkit.akosha;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server that is polite up to one method of the protocol, or of HTTP, and then does what a test wants. */
final class HostileServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What it does instead of answering. */
    @FunctionalInterface
    interface Answer {
        void give(HttpExchange exchange, String id) throws IOException;
    }

    final List<String> authorizations = new CopyOnWriteArrayList<>();

    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "hostile");
        thread.setDaemon(true);
        return thread;
    });
    private final HttpServer server;
    private final String victim;
    private final Answer answer;

    HostileServer(String victim, Answer answer) throws IOException {
        this.victim = victim;
        this.answer = answer;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/mcp");
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String shown = exchange.getRequestHeaders().getFirst("Authorization");
            authorizations.add(shown == null ? "" : shown);
            if (exchange.getRequestMethod().equals(victim)) {
                answer.give(exchange, "");
                return;
            }
            if (!exchange.getRequestMethod().equals("POST")) {
                exchange.sendResponseHeaders(victim.equals("health") ? 200 : 405, -1);
                return;
            }
            JsonNode message = JSON.readTree(exchange.getRequestBody());
            String id = message.path("id").asText();
            String method = message.path("method").asText();
            if (method.equals(victim)) {
                answer.give(exchange, id);
            } else if (id.isEmpty()) {
                exchange.sendResponseHeaders(202, -1);
            } else {
                exchange.getResponseHeaders().set("Mcp-Session-Id", "one");
                event(exchange, polite(method, id));
            }
        }
    }

    static String polite(String method, String id) {
        String result = switch (method) {
            case "initialize" ->
                "{'protocolVersion':'2025-06-18','capabilities':{'tools':{}},"
                        + "'serverInfo':{'name':'x','version':'1'}}";
            case "tools/list" -> "{'tools':[{'name':'batch_store_memories','inputSchema':{'type':'object'}}]}";
            default -> "{'content':[],'structuredContent':{'status':'completed','total':1,'stored':1}}";
        };
        return ("{'jsonrpc':'2.0','id':'" + id + "','result':" + result + "}").replace('\'', '"');
    }

    static void event(HttpExchange exchange, String data) throws IOException {
        OutputStream out = stream(exchange);
        out.write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.close();
    }

    /** Begins a stream of events. */
    static OutputStream stream(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        return exchange.getResponseBody();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
