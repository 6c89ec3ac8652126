package dev.holdfast.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One MCP server process, timed from just before it is started. Not thread-safe. */
final class StdioServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String INITIALIZE = """
            {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},\
            "clientInfo":{"name":"bench","version":"1"}}}""";
    private static final String INITIALIZED = """
            {"jsonrpc":"2.0","method":"notifications/initialized"}""";
    private static final String LIST_TOOLS = """
            {"jsonrpc":"2.0","id":2,"method":"tools/list"}""";

    private final long start;
    private int lastId = 2;
    private final Process process;
    private final Writer toServer;
    private final BufferedReader fromServer;

    StdioServer(List<String> command, Path directory, Map<String, String> variables) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectError(directory.resolve("stderr").toFile());
        // Neither side may pick up what the person at this machine has set for real use; their Java they may choose.
        builder.environment().keySet().removeIf(StdioServer::isTheirs);
        builder.environment().putAll(variables);
        start = System.nanoTime();
        process = builder.start();
        toServer = process.outputWriter(StandardCharsets.UTF_8);
        fromServer = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    private static boolean isTheirs(String variable) {
        return variable.startsWith("AWS_")
                || variable.startsWith("MEMORY_")
                || (variable.startsWith("HOLDFAST_") && !variable.equals("HOLDFAST_JAVA"));
    }

    /** Milliseconds from the start to the reply. */
    double initialize() throws IOException {
        toServer.write(INITIALIZE + "\n");
        toServer.flush();
        return millisAtReply(1);
    }

    /** The same, for the list of tools; call it after {@link #initialize}. */
    double listTools() throws IOException {
        toServer.write(INITIALIZED + "\n" + LIST_TOOLS + "\n");
        toServer.flush();
        return millisAtReply(2);
    }

    /**
     * Calls a tool and waits for its reply.
     *
     * @return the structured content
     * @throws IOException also when the tool says that it failed
     */
    JsonNode call(String tool, Map<String, Object> arguments) throws IOException {
        lastId++;
        Map<String, Object> request = Map.of(
                "jsonrpc",
                "2.0",
                "id",
                lastId,
                "method",
                "tools/call",
                "params",
                Map.of("name", tool, "arguments", arguments));
        toServer.write(JSON.writeValueAsString(request) + "\n");
        toServer.flush();
        JsonNode result = JSON.readTree(reply(lastId).line()).path("result");
        if (result.path("isError").asBoolean()) {
            throw new IOException(tool + " failed: " + result);
        }
        return result.path("structuredContent");
    }

    /** The most memory that the process itself ever held, in MiB; not a number where the kernel doesn't tell. */
    double peakMebibytes() {
        return TimedProcess.peakMebibytes(process.pid()).orElse(Double.NaN);
    }

    /** What the process itself holds in memory, in MiB (its children excluded). */
    double residentMebibytes() throws IOException {
        Path status = Path.of("/proc/" + process.pid() + "/status");
        if (Files.exists(status)) {
            for (String line : Files.readAllLines(status)) {
                if (line.startsWith("VmRSS:")) {
                    return kibibytes(line.substring("VmRSS:".length()).replace("kB", "")) / 1024;
                }
            }
        }
        Process ps = new ProcessBuilder("ps", "-o", "rss=", "-p", Long.toString(process.pid())).start();
        return kibibytes(new String(ps.getInputStream().readAllBytes(), StandardCharsets.UTF_8)) / 1024;
    }

    private static double kibibytes(String text) {
        return Double.parseDouble(text.strip());
    }

    private double millisAtReply(int id) throws IOException {
        return (reply(id).arrived() - start) / 1e6;
    }

    private Reply reply(int id) throws IOException {
        for (String line = fromServer.readLine(); line != null; line = fromServer.readLine()) {
            long now = System.nanoTime();
            if (isReply(line, id)) {
                return new Reply(line, now);
            }
        }
        throw new IOException("the server ended before it answered: " + process.info());
    }

    private record Reply(String line, long arrived) {}

    private static boolean isReply(String line, int id) throws IOException {
        try {
            JsonNode message = JSON.readTree(line);
            if (message.has("error")) {
                throw new IOException("the server answered with an error: " + line);
            }
            return message.path("id").asInt() == id && message.has("result");
        } catch (JsonProcessingException e) {
            throw new IOException("the server wrote a line that is no message: " + line, e);
        }
    }

    /** Ends stdin and waits for the process; kills it when it does not leave by itself. */
    @Override
    public void close() throws IOException {
        toServer.close();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a server was ending", e);
        }
    }
}
