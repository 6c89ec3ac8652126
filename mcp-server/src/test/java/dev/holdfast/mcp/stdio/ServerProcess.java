package dev.holdfast.mcp.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** A server in a process of its own, spoken to over its pipes. Everything on its standard output must be JSON-RPC. */
public final class ServerProcess implements AutoCloseable {
    public static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final OutputStream input;
    private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
    private final List<String> badLines = new ArrayList<>();
    private final Queue<String> errors = new ConcurrentLinkedQueue<>();
    private final List<JsonNode> unread = new ArrayList<>();
    private final Thread outputReader;

    /** Starts the command. */
    public ServerProcess(List<String> command) throws IOException {
        this(command, Map.of());
    }

    /** Starts the command with more variables set. */
    public ServerProcess(List<String> command, Map<String, String> variables) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        // Whoever runs the tests may have memory that is kept without being named.
        builder.environment().put("HOME", Path.of("nobody").toAbsolutePath().toString());
        builder.environment().putAll(variables);
        process = builder.start();
        input = process.getOutputStream();
        outputReader = lines(process.getInputStream(), this::takeMessage);
        var unused = lines(process.getErrorStream(), errors::add);
    }

    /** The scripted server on the test's own class path, with more flags for its JVM. */
    public static ServerProcess scripted(String... flags) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))));
        command.addAll(List.of(flags));
        command.add(ScriptedServerMain.class.getName());
        return new ServerProcess(command);
    }

    /** The scripted server, past its handshake. */
    public static ServerProcess initialized(String... flags) throws Exception {
        ServerProcess server = scripted(flags);
        server.sendInitialize();
        server.reply(0);
        server.send("{'jsonrpc':'2.0','method':'notifications/initialized'}");
        return server;
    }

    public void sendInitialize() throws IOException {
        send("{'jsonrpc':'2.0','id':0,'method':'initialize','params':{'protocolVersion':'2025-06-18',"
                + "'capabilities':{},'clientInfo':{'name':'test','version':'1'}}}");
    }

    /** Sends a line; single quotes stand for double ones. */
    public void send(String line) throws IOException {
        sendBytes((line.replace('\'', '"') + "\n").getBytes(StandardCharsets.UTF_8));
    }

    public void sendBytes(byte[] bytes) throws IOException {
        input.write(bytes);
        input.flush();
    }

    /** Calls a tool with arguments and the meta object given. */
    public void call(Object id, String tool, Map<String, Object> arguments, Map<String, Object> meta)
            throws IOException {
        ObjectNode message = JSON.createObjectNode().put("jsonrpc", "2.0").put("method", "tools/call");
        message.set("id", JSON.valueToTree(id));
        message.set("params", JSON.valueToTree(Map.of("name", tool, "arguments", arguments, "_meta", meta)));
        sendBytes((JSON.writeValueAsString(message) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Calls {@code sync_to_remote} with one source, which is the script. */
    public void callSync(Object id, String script) throws IOException {
        call(id, "sync_to_remote", Map.of("sources", List.of(script)), Map.of());
    }

    /** The reply with the id, read past other messages, which stay to be read. */
    public JsonNode reply(Object id) throws InterruptedException {
        JsonNode wanted = JSON.valueToTree(id);
        return next(message -> !message.has("method")
                && wanted.asText().equals(message.path("id").asText()));
    }

    /** The next message of this kind. */
    public JsonNode next(Predicate<JsonNode> wanted) throws InterruptedException {
        for (int i = 0; i < unread.size(); i++) {
            if (wanted.test(unread.get(i))) {
                return unread.remove(i);
            }
        }
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            JsonNode message = messages.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            assertThat(message)
                    .as("a message the test waits for; standard error: %s", errors)
                    .isNotNull();
            if (wanted.test(message)) {
                return message;
            }
            unread.add(message);
        }
    }

    /** Everything that has come and was not read; complete once the process has ended. */
    public List<JsonNode> rest() throws InterruptedException {
        outputReader.join(PATIENCE.toMillis());
        messages.drainTo(unread);
        return List.copyOf(unread);
    }

    public void closeInput() throws IOException {
        input.close();
    }

    /** Stops reading what the server says, as a client does that dies. */
    public void closeOutput() throws IOException {
        process.getInputStream().close();
    }

    /** Waits for the end; the exit code. */
    public int exitCode() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
                .as("the server has ended; standard error: %s", errors)
                .isTrue();
        return process.exitValue();
    }

    public Process process() {
        return process;
    }

    public String errors() {
        return String.join("\n", errors);
    }

    /** Ends the process, and checks that nothing but messages came. */
    @Override
    public void close() {
        process.destroyForcibly();
        assertThat(badLines).as("lines that are no JSON-RPC messages").isEmpty();
    }

    private void takeMessage(String line) {
        try {
            JsonNode message = JSON.readTree(line);
            if (message.isObject() && message.path("jsonrpc").asText().equals("2.0")) {
                messages.add(message);
                return;
            }
        } catch (IOException e) {
            // Not JSON: kept below with the others.
        }
        badLines.add(line);
    }

    private static Thread lines(InputStream stream, Consumer<String> taker) {
        Thread thread = new Thread(() -> {
            try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                reader.lines().forEach(taker);
            } catch (IOException | UncheckedIOException e) {
                // The test closed the pipe.
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
