package dev.holdfast.testkit.memoryapi;

import dev.holdfast.settings.Secret;
import dev.holdfast.sync.memory.record.HttpMemoryApi;
import dev.holdfast.sync.memory.record.MemoryApi;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The API over HTTP, against the stand-in. */
class HttpMemoryApiContractTest extends MemoryApiContract {
    @TempDir
    Path keys = Path.of("");

    private final List<String> shown = new ArrayList<>();
    private final StandInMemoryApi server;

    HttpMemoryApiContractTest() throws IOException {
        server = new StandInMemoryApi();
    }

    @BeforeEach
    void giveBothUsersAKey() {
        renewKey(ANN);
        renewKey(BEN);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private static MemoryApi at(URI base, Path key) {
        return new HttpMemoryApi(base, Secret.of("${file:" + key + "}"));
    }

    private Path key(String name, String value) throws IOException {
        return Files.writeString(keys.resolve(name), value);
    }

    @Override
    protected MemoryApi api(String user) throws Exception {
        String newest = shown.stream()
                .filter(key -> key.startsWith("key-of-" + user))
                .reduce((a, b) -> b)
                .orElseThrow();
        return at(server.base(), key(user + shown.size(), newest));
    }

    @Override
    protected long forbidden() {
        return server.add(BEN, "ben's").id();
    }

    @Override
    protected MemoryApi stranger() throws Exception {
        shown.add("key-of-nobody");
        return at(server.base(), key("strange", "key-of-nobody"));
    }

    @Override
    protected MemoryApi away() throws Exception {
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return at(URI.create("http://127.0.0.1:" + closed.getLocalPort()), key("away", "key"));
        }
    }

    @Override
    protected void limit() {
        server.limit(1400, Set.of("facts"));
    }

    @Override
    protected void loseNextReply() {
        server.planNext(new Mishap.ReplyLost());
    }

    @Override
    protected void failNext() {
        server.planNext(new Mishap.Status(503, false));
    }

    @Override
    protected void answerNextListWithNothing() {
        server.plan(Operation.SYNC, new Mishap.Says("{}"));
    }

    @Override
    protected Runnable commitNextLate() {
        server.planNext(new Mishap.LateCommit(true));
        return server::commitLate;
    }

    @Override
    protected void renewKey(String user) {
        String key = "key-of-" + user + "-" + shown.size();
        shown.add(key);
        server.renewKey(user, key);
    }

    @Override
    protected List<String> secrets() {
        return shown;
    }
}
