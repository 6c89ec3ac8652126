package dev.holdfast.mcp.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** HTTP by hand over a real socket, as Java's own client will send no wrong Host and no broken request. */
final class RawHttp implements AutoCloseable {
    /** What came back. Header names are in lower case. */
    record Answer(int status, Map<String, String> headers, String body) {}

    /** A request to be; a header set to {@code null} is left out. */
    static final class Ask {
        private final String line;
        private final Map<String, String> headers = new LinkedHashMap<>();
        private String body = "";

        private Ask(String method, String path, int port) {
            line = method + " " + path + " HTTP/1.1\r\n";
            with("Host", "127.0.0.1:" + port);
            with("Accept", "application/json, text/event-stream");
        }

        Ask with(String name, @Nullable String value) {
            if (value == null) {
                headers.remove(name);
            } else {
                headers.put(name, value);
            }
            return this;
        }

        Ask json(String content) {
            body = content;
            headers.putIfAbsent("Content-Type", "application/json");
            return with("Content-Length", String.valueOf(content.getBytes(StandardCharsets.UTF_8).length));
        }

        private String text() {
            StringBuilder text = new StringBuilder(line);
            headers.forEach((name, value) ->
                    text.append(name).append(": ").append(value).append("\r\n"));
            return text.append("\r\n").append(body).toString();
        }
    }

    private final Socket socket;
    private final InputStream in;

    RawHttp(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(10_000);
        in = new BufferedInputStream(socket.getInputStream());
    }

    static Ask ask(String method, String path, int port) {
        return new Ask(method, path, port);
    }

    /** Sends one request on a connection of its own and reads the whole answer. */
    static Answer answer(int port, Ask ask) throws IOException {
        try (RawHttp http = new RawHttp(port)) {
            http.send(ask);
            return http.answer();
        }
    }

    void send(Ask ask) throws IOException {
        send(ask.text());
    }

    void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    /** Reads the status and the headers alone; the body is left for {@link #line}. */
    Answer head() throws IOException {
        String status = line();
        Map<String, String> headers = new LinkedHashMap<>();
        for (String header = line(); !header.isEmpty(); header = line()) {
            int colon = header.indexOf(':');
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).trim());
        }
        return new Answer(Integer.parseInt(status.substring(9, 12)), headers, "");
    }

    Answer answer() throws IOException {
        Answer head = head();
        String body = "chunked".equals(head.headers().get("transfer-encoding"))
                ? chunks()
                : bytes(Integer.parseInt(head.headers().getOrDefault("content-length", "0")));
        return new Answer(head.status(), head.headers(), body);
    }

    /** Reads one line, without its end. */
    String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("The server closed the connection.");
            }
            if (next != '\r') {
                line.write(next);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    /** Reads on until a line holds this text. */
    String lineWith(String text) throws IOException {
        String line = line();
        while (!line.contains(text)) {
            line = line();
        }
        return line;
    }

    /** Whether the server has ended the connection. */
    boolean isOver() throws IOException {
        return in.read() < 0;
    }

    private String chunks() throws IOException {
        StringBuilder body = new StringBuilder();
        for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
            body.append(bytes(size));
            line();
        }
        line();
        return body.toString();
    }

    private String bytes(int count) throws IOException {
        return new String(in.readNBytes(count), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
