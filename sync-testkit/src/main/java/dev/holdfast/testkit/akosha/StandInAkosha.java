package dev.holdfast.testkit.akosha;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.testkit.net.LoopbackServer;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A stand-in for an Akosha server, on loopback: an MCP server over Streamable HTTP with its tool for storing memories in
 * batches, by the real one's rules. What it has stored outlives {@link #stop} and {@link #restart}; its sessions do not.
 * Thread-safe.
 */
public final class StandInAkosha implements AutoCloseable {
    /** The tool's name so far. */
    public static final String TOOL = "batch_store_memories";

    /** Its name in newer servers. */
    public static final String NEWER_TOOL = "akosha_batch_store_memories";

    private final LoopbackServer http;
    private final HotStore store = new HotStore();
    private final Deque<Mishap> mishaps = new ArrayDeque<>();
    private final List<List<String>> batches = new ArrayList<>();
    private String tool = TOOL;
    private String token = "";
    private int mostPerCall = Integer.MAX_VALUE;
    private Consumer<List<String>> listener = ids -> {};

    /** One that listens on a free port. */
    public StandInAkosha() throws IOException {
        http = new LoopbackServer("stand-in-akosha", () -> new AkoshaEndpoint(this));
    }

    /** Its MCP endpoint. */
    public URI endpoint() {
        return http.address("/mcp");
    }

    /** Has the tool go by another name. */
    public synchronized void nameTool(String name) {
        tool = name;
    }

    /** From now on each request must show this bearer token. */
    public synchronized void requireToken(String bearer) {
        token = bearer;
    }

    /** From now on a call with more memories is refused as too large, with status 413. */
    public synchronized void takeAtMost(int memories) {
        mostPerCall = memories;
    }

    /** The next calls of the tool meet with these, one each; later ones with none. */
    public synchronized void plan(List<Mishap> next) {
        mishaps.addAll(next);
    }

    /** Whether every mishap that was planned has come to pass. */
    public synchronized boolean isPlanDone() {
        return mishaps.isEmpty();
    }

    /** Hears the ids of each call of the tool before anything comes of it, on the server's thread. */
    public synchronized void onCall(Consumer<List<String>> hears) {
        listener = hears;
    }

    /** The ids of every call of the tool so far. */
    public synchronized List<List<String>> batches() {
        return List.copyOf(batches);
    }

    /** What is stored, by id. */
    public Map<String, StoredMemory> stored() {
        return store.all();
    }

    /**
     * What is stored under the id.
     *
     * @throws NoSuchElementException when nothing is
     */
    public StoredMemory stored(String id) {
        return Optional.ofNullable(stored().get(id)).orElseThrow();
    }

    /** Is gone: connections are refused. */
    public void stop() {
        http.stop();
    }

    /** Is there again, having forgotten all sessions. */
    public void restart() {
        http.restart();
    }

    synchronized String tool() {
        return tool;
    }

    synchronized String token() {
        return token;
    }

    synchronized boolean isTooLarge(int memories) {
        return memories > mostPerCall;
    }

    HotStore store() {
        return store;
    }

    /** Notes down a call and gives what befalls it. */
    @Nullable
    Mishap begin(JsonNode memories) {
        List<String> ids = new ArrayList<>();
        memories.forEach(memory -> ids.add(memory.path("memory_id").asText()));
        Consumer<List<String>> hears;
        synchronized (this) {
            batches.add(List.copyOf(ids));
            hears = listener;
        }
        hears.accept(ids);
        synchronized (this) {
            return mishaps.poll();
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
