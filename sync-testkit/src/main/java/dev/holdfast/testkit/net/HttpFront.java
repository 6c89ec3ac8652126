package dev.holdfast.testkit.net;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Stands between HTTP clients and a service, on loopback: it logs every request, answers those itself that a test has
 * chosen, has others meet with an accident on their way, and hands the rest on. What it hands on it does not change, so
 * that signatures stay valid; only the connection is not used for a second request, which the service is asked for and
 * must say in its reply, or a client may send its next request into a connection that is about to end. Thread-safe.
 */
public final class HttpFront implements AutoCloseable {
    private static final byte[] GO_ON = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);

    private final InetSocketAddress service;
    private final Listener listener;
    private final RequestLog log = new RequestLog();
    private final List<Rule> rules = new CopyOnWriteArrayList<>();

    private sealed interface Treatment {
        record Answer(Function<HttpRequest, HttpReply> reply) implements Treatment {}

        record Accident(TcpFault fault) implements Treatment {}
    }

    private record Rule(Predicate<HttpRequest> which, AtomicInteger left, Treatment treatment) {
        boolean takes(HttpRequest request) {
            return which.test(request) && left.getAndUpdate(times -> Math.max(0, times - 1)) > 0;
        }
    }

    /** One in front of the service at this address. */
    public HttpFront(URI service) throws IOException {
        this.service = new InetSocketAddress(service.getHost(), service.getPort());
        this.listener = new Listener(this::serve);
    }

    /** Where clients are to go. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + listener.port());
    }

    /** Every request so far. */
    public RequestLog log() {
        return log;
    }

    /**
     * Answers requests instead of the service, which never hears of them.
     *
     * @param which the earliest plan that fits a request counts
     * @param times how many requests at most
     * @param reply makes the reply, when the request has been read whole
     */
    public void answer(Predicate<HttpRequest> which, int times, Function<HttpRequest, HttpReply> reply) {
        rules.add(new Rule(which, new AtomicInteger(times), new Treatment.Answer(reply)));
    }

    /**
     * Has requests, or the replies to them, meet with an accident.
     *
     * @param which the earliest plan that fits a request counts
     * @param times how many requests at most
     * @param fault what happens; bytes are counted from the first of the head
     */
    public void disturb(Predicate<HttpRequest> which, int times, TcpFault fault) {
        rules.add(new Rule(which, new AtomicInteger(times), new Treatment.Accident(fault)));
    }

    /** Ends all plans; what has begun goes on. */
    public void heal() {
        rules.clear();
        listener.accept();
    }

    /** From now on nobody listens: connections are refused. Ended by {@link #heal}. */
    public void refuse() {
        listener.refuse();
    }

    private void serve(Socket client) {
        try {
            InputStream in = client.getInputStream();
            HttpRequest request = new HttpRequest(HttpHead.read(in));
            int place = log.add(request);
            if (request.header("Expect").isPresent()) {
                client.getOutputStream().write(GO_ON);
            }
            Treatment treatment = rules.stream()
                    .filter(rule -> rule.takes(request))
                    .findFirst()
                    .<Treatment>map(Rule::treatment)
                    .orElse(new Treatment.Accident(TcpFault.NONE));
            if (treatment instanceof Treatment.Answer answer) {
                in.skipNBytes(Long.parseLong(request.header("Content-Length").orElse("0")));
                reply(client, request, answer.reply().apply(request), place);
            } else if (treatment instanceof Treatment.Accident accident) {
                hand(client, request, accident.fault(), place);
            }
        } catch (IOException e) {
            // The client is to see what it would see without us.
            listener.reset(client);
        }
    }

    private void reply(Socket client, HttpRequest request, HttpReply reply, int place) throws IOException {
        log.answered(place, reply.status());
        OutputStream out = client.getOutputStream();
        out.write(reply.bytes(!request.method().equals("HEAD")));
        out.flush();
    }

    private void hand(Socket client, HttpRequest request, TcpFault fault, int place) throws IOException {
        listener.pause(fault.delay());
        Socket server = listener.connect(service);
        HttpHead head = request.head().without("Expect").with("Connection", "close");
        InputStream fromClient = behind(head.bytes(), client.getInputStream());
        InputStream fromServer = new StatusStream(server.getInputStream(), status -> log.answered(place, status));
        new Link(listener, client, server, () -> {}).run(fromClient, fromServer, fault);
    }

    private static InputStream behind(byte[] first, InputStream rest) {
        return new SequenceInputStream(new ByteArrayInputStream(first), rest);
    }

    /** Stops listening and closes every connection. */
    @Override
    public void close() {
        listener.close();
    }
}
