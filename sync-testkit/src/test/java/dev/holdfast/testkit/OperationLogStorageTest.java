package dev.holdfast.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.Depth;
import dev.holdfast.sync.storage.OperationLogEntry;
import dev.holdfast.sync.storage.OperationLogListener;
import dev.holdfast.sync.storage.OperationLogStorage;
import dev.holdfast.sync.storage.Precondition;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.event.EventRecordingLogger;
import org.slf4j.event.SubstituteLoggingEvent;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.helpers.SubstituteLogger;

/** Each operation is told once, with how it ended. */
class OperationLogStorageTest {
    private static final Content CONTENT = Content.of("secret content".getBytes(UTF_8));

    private final MemoryStorage memory = new MemoryStorage();
    private final FaultyStorage faulty = new FaultyStorage(memory);
    private final List<OperationLogEntry> told = new ArrayList<>();
    private final AtomicLong nanos = new AtomicLong();
    private final OperationLogStorage logged =
            new OperationLogStorage(faulty, told::add, () -> nanos.getAndAdd(1_000_000));

    private List<String> lines() {
        return told.stream()
                .map(entry -> entry.operation() + " " + entry.key() + " " + entry.outcome()
                        + (entry.bytes().isPresent() ? " " + entry.bytes().getAsLong() : ""))
                .toList();
    }

    @Test
    void everyOperationIsToldWithItsBytes() throws Exception {
        logged.put("a", CONTENT, PutOptions.DEFAULT);
        logged.stat("a");
        logged.list("f/", Depth.ALL, "", 10);
        logged.move("a", "b", Precondition.NONE);
        logged.putFolder("f/");
        logged.deleteFolder("f/");
        logged.deleteAll(List.of("x", "y"));
        logged.delete("b");
        logged.sweep("", Duration.ZERO);
        logged.probe(Duration.ofSeconds(1));
        assertThat(lines())
                .containsExactly(
                        "put a ok 14",
                        "stat a ok",
                        "list f/ ok",
                        "move a -> b ok 14",
                        "putFolder f/ ok",
                        "deleteFolder f/ ok",
                        "deleteAll 2 keys ok",
                        "delete b ok",
                        "sweep  ok",
                        "probe  ok");
        assertThat(told).allSatisfy(entry -> assertThat(entry.duration()).isEqualTo(Duration.ofMillis(1)));
    }

    @Test
    void whatIsReadIsToldWhenTheStreamIsClosed() throws Exception {
        memory.put("k", CONTENT, PutOptions.DEFAULT);
        InputStream in = logged.open("k");
        assertThat(lines()).containsExactly("open k ok");
        assertThat(in.skip(2)).isEqualTo(2);
        assertThat(in.read()).isEqualTo('c');
        in.readNBytes(4);
        in.close();
        in.close();
        try (InputStream range = logged.open("k", 0, 3)) {
            range.readAllBytes();
        }
        assertThat(lines()).containsExactly("open k ok", "read k ok 7", "open k ok", "read k ok 3");
    }

    @Test
    void failuresAreToldByTheirTypeAndPassedOn() {
        faulty.plan(Fault.on("put").failing(() -> new StorageException.Denied("no", null)));
        faulty.plan(Fault.on("stat").failing(() -> new CancellationException("no")));
        assertThatThrownBy(() -> logged.put("k", CONTENT, PutOptions.DEFAULT))
                .isInstanceOf(StorageException.Denied.class);
        assertThatThrownBy(() -> logged.stat("k")).isInstanceOf(CancellationException.class);
        assertThatThrownBy(() -> logged.open("k")).isInstanceOf(StorageException.NotFound.class);
        assertThat(lines()).containsExactly("put k Denied", "stat k CancellationException", "open k NotFound");
    }

    @Test
    void aStreamThatFailedIsToldSo() throws Exception {
        memory.put("k", CONTENT, PutOptions.DEFAULT);
        faulty.plan(Fault.on("open").afterBytes(5).failing(() -> new IOException("reset")));
        try (InputStream in = logged.open("k")) {
            assertThatThrownBy(in::readAllBytes).isInstanceOf(IOException.class);
        }
        assertThat(lines()).containsExactly("open k ok", "read k IOException 5");
    }

    @Test
    void theStandardListenerWritesALineForEachWithoutContent() throws Exception {
        Queue<SubstituteLoggingEvent> written = new ArrayDeque<>();
        Logger log = new EventRecordingLogger(new SubstituteLogger("test", written, true), written);
        OperationLogStorage standard =
                new OperationLogStorage(memory, OperationLogListener.toLog(log), () -> nanos.getAndAdd(1_000_000));
        standard.put("k", CONTENT, PutOptions.DEFAULT);
        assertThatThrownBy(() -> standard.stat("two\nlines")).isInstanceOf(StorageException.InvalidKey.class);
        assertThat(written)
                .extracting(event -> event.getLevel() + " "
                        + MessageFormatter.arrayFormat(event.getMessage(), event.getArgumentArray())
                                .getMessage())
                .containsExactly("DEBUG put k: ok in 1 ms, 14 bytes", "DEBUG stat two?lines: InvalidKey in 1 ms");
    }
}
