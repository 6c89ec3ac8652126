package dev.holdfast.mcp.http;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Takes a request through the gate and to what answers its path and method, or says why not. */
final class Router extends Handler.Abstract {
    static final String MCP = "/mcp";
    static final String SSE = "/sse";
    static final String MESSAGE = "/message";

    private static final String EVENTS = "text/event-stream";
    private static final String JSON = "application/json";

    /** Answers one path and method. */
    private interface Answer {
        void to(Exchange exchange) throws Refusal;
    }

    private final Gate gate;
    private final Map<String, Map<String, Answer>> routes;
    private volatile boolean stopping;

    Router(Gate gate, StreamableEndpoint streamable, LegacyEndpoint legacy, int maxBodyBytes) {
        this.gate = gate;
        this.routes = Map.of(
                MCP,
                Map.of(
                        "GET",
                        exchange -> {
                            mustAccept(exchange, EVENTS);
                            streamable.get(exchange);
                        },
                        "POST",
                        exchange -> {
                            mustBeJson(exchange);
                            mustAccept(exchange, JSON);
                            mustAccept(exchange, EVENTS);
                            BodyReader.read(
                                    exchange, maxBodyBytes, body -> streamable.post(exchange, RpcReader.read(body)));
                        },
                        "DELETE",
                        streamable::delete),
                SSE,
                Map.of("GET", exchange -> {
                    mustAccept(exchange, EVENTS);
                    legacy.open(exchange);
                }),
                MESSAGE,
                Map.of("POST", exchange -> {
                    mustBeJson(exchange);
                    BodyReader.read(exchange, maxBodyBytes, body -> legacy.post(exchange, RpcReader.read(body)));
                }));
    }

    /** From now on new requests are turned away. */
    void stopTaking() {
        stopping = true;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Exchange exchange = new Exchange(request, response, callback);
        exchange.guard(() -> {
            gate.check(request.getHeaders());
            answer(exchange).to(exchange);
        });
        return true;
    }

    private Answer answer(Exchange exchange) throws Refusal {
        if (stopping) {
            throw new Refusal(503, Refusal.REFUSED, "The server is stopping.").with(HttpHeader.RETRY_AFTER, "5");
        }
        Map<String, Answer> methods = routes.get(Request.getPathInContext(exchange.request()));
        if (methods == null) {
            throw new Refusal(404, Refusal.REFUSED, "Nothing is served under this path; MCP is under " + MCP + ".");
        }
        Answer answer = methods.get(exchange.request().getMethod());
        if (answer == null) {
            String allowed =
                    String.join(", ", methods.keySet().stream().sorted().toList());
            throw new Refusal(405, Refusal.REFUSED, "This path takes " + allowed + " only.")
                    .with(HttpHeader.ALLOW, allowed);
        }
        return answer;
    }

    private static void mustBeJson(Exchange exchange) throws Refusal {
        String type = exchange.header("Content-Type");
        List<String> parts = type == null
                ? List.of("")
                : List.of(type.toLowerCase(Locale.ROOT).split(";"));
        boolean json = parts.get(0).trim().equals(JSON);
        boolean utf8 = parts.stream()
                .map(String::trim)
                .filter(part -> part.startsWith("charset="))
                .allMatch(part -> part.replace("\"", "").equals("charset=utf-8"));
        if (!json || !utf8) {
            throw new Refusal(415, Refusal.REFUSED, "The body must be sent as application/json in UTF-8.");
        }
    }

    private static void mustAccept(Exchange exchange, String type) throws Refusal {
        String family = type.substring(0, type.indexOf('/')) + "/*";
        boolean accepted = exchange.request().getHeaders().getQualityCSV(HttpHeader.ACCEPT).stream()
                .map(each -> each.toLowerCase(Locale.ROOT).split(";", 2)[0].trim())
                .anyMatch(each -> each.equals(type) || each.equals(family) || each.equals("*/*"));
        if (!accepted) {
            throw new Refusal(406, Refusal.REFUSED, "The Accept header must name " + type + ".");
        }
    }
}
