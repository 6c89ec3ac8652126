package dev.holdfast.testkit.memoryapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sync.memory.Memory;
import dev.holdfast.sync.memory.RecordStatus;
import dev.holdfast.sync.memory.record.RecordRules;
import dev.holdfast.sync.memory.record.RecordSyncResult;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The twelve faults that the first sync with a memory API had, each shown not to be ours: real stores and real HTTP. What
 * each method's name says is the fault, turned round.
 */
@Timeout(120)
class MemoryApiFaultsTest {
    private static final String ANN = "ann";
    private static final RecordRules SENSITIVE_TOO = new RecordRules(Map.of(), true);
    private static final String CANARY = "canary-7e1f";

    @TempDir
    Path directory = Path.of("");

    private final MovingClock clock = new MovingClock(Instant.parse("2026-05-04T10:00:00Z"));
    private final List<Machine> machines = new ArrayList<>();
    private final StandInMemoryApi server;

    MemoryApiFaultsTest() throws IOException {
        server = new StandInMemoryApi();
    }

    @BeforeEach
    void begin() {
        server.addKey("key", ANN);
        server.setClocks(clock, Duration.ofSeconds(3));
    }

    @AfterEach
    void close() {
        server.heal();
        machines.forEach(Machine::close);
        server.close();
    }

    private Machine machine() throws IOException {
        return machine(RecordRules.USUAL);
    }

    private Machine machine(RecordRules rules) throws IOException {
        Machine machine = new Machine(directory.resolve("home" + machines.size()), server, "key", rules, clock);
        machines.add(machine);
        return machine;
    }

    private static Mishap[] times(int count, Mishap mishap) {
        Mishap[] all = new Mishap[count];
        Arrays.fill(all, mishap);
        return all;
    }

    @Test
    void fault01WhatFailsToBePushedAgainAndAgainIsNeitherDroppedNorDeleted() throws IOException {
        Machine machine = machine();
        machine.sync();
        machine.add("kept");
        server.plan(Operation.CREATE, times(12, new Mishap.Status(500, false)));
        // After each failure it is looked for once before it is sent again.
        for (int i = 0; !server.isPlanDone(); i++) {
            assertThat(i).isLessThan(30);
            RecordSyncResult result = i % 3 == 2 ? machine.fullSync() : machine.sync();
            assertThat(result.complete()).isFalse();
            assertThat(machine.contents()).containsExactly("kept");
            assertThat(machine.status().pending()).isEqualTo(1);
        }
        machine.settle();
        assertThat(server.contents(ANN)).containsExactly("kept");
        assertThat(machine.contents()).containsExactly("kept");
    }

    @Test
    void fault02ALostReplyToAStoreMakesNoDuplicate() throws IOException {
        Machine machine = machine();
        machine.sync();
        machine.add("once");
        server.plan(Operation.CREATE, new Mishap.ReplyLost());
        assertThat(machine.sync().complete()).isFalse();
        machine.settle();
        assertThat(server.records(ANN)).hasSize(1);
        assertThat(server.count(Operation.CREATE)).isEqualTo(1);
        assertThat(machine.contents()).containsExactly("once");
    }

    @Test
    void fault02NeitherDoesOneWhoseRecordIsSeenLongAfter() throws IOException {
        Machine machine = machine();
        machine.sync();
        machine.add("once");
        server.plan(Operation.CREATE, new Mishap.LateCommit(false));
        for (int i = 0; i < 3; i++) {
            machine.sync();
        }
        server.commitLate();
        machine.settle();
        assertThat(server.contents(ANN)).containsExactly("once");
        assertThat(machine.contents()).containsExactly("once");
    }

    @Test
    void fault03APendingStoreIsPushedOnceByAFullSync() throws IOException {
        Machine machine = machine();
        machine.add("before the first contact");
        server.stop();
        machine.sync();
        machine.add("offline");
        machine.fullSync();
        server.restart();
        machine.fullSync();
        machine.settle();
        assertThat(server.contents(ANN)).containsExactlyInAnyOrder("before the first contact", "offline");
        assertThat(server.count(Operation.CREATE)).isEqualTo(2);
    }

    @Test
    void fault04DeletingWhatWasNeverPushedPushesNothingAndItDoesNotComeBack() throws IOException {
        Machine machine = machine();
        machine.sync();
        server.stop();
        String id = machine.add("never pushed");
        machine.sync();
        machine.store.delete(id);
        server.restart();
        machine.settle();
        assertThat(machine.contents()).isEmpty();
        assertThat(server.records(ANN)).isEmpty();
        assertThat(server.count(Operation.CREATE)).isZero();
    }

    @Test
    void fault04NeitherDoesWhatWasPushedUnheard() throws IOException {
        Machine machine = machine();
        machine.sync();
        String id = machine.add("pushed unheard");
        server.plan(Operation.CREATE, new Mishap.ReplyLost());
        machine.sync();
        machine.store.delete(id);
        machine.settle();
        assertThat(machine.contents()).isEmpty();
        assertThat(server.contents(ANN)).isEmpty();
    }

    @Test
    void fault05APendingDeleteIsNotBroughtBackByAFullSync() throws IOException {
        Machine machine = machine();
        String id = machine.add("to be deleted");
        machine.settle();
        machine.store.delete(id);
        server.plan(Operation.DELETE, times(3, new Mishap.Status(503, false)));
        for (int i = 0; i < 3; i++) {
            machine.fullSync();
            assertThat(machine.contents()).isEmpty();
            assertThat(server.contents(ANN)).containsExactly("to be deleted");
        }
        machine.settle();
        assertThat(machine.contents()).isEmpty();
        assertThat(server.contents(ANN)).isEmpty();
    }

    @Test
    void fault06WhatIsSensitiveIsNeverPushedUnflagged() throws IOException {
        Machine machine = machine(SENSITIVE_TOO);
        machine.addSensitive(CANARY + " from before the first contact");
        machine.fullSync();
        String id = machine.addSensitive(CANARY + " from after it");
        server.plan(Operation.CREATE, new Mishap.Status(503, false));
        machine.fullSync();
        machine.settle();
        machine.edit(id, CANARY + " edited");
        machine.settle();
        List<String> told = bodiesWithCanary();
        assertThat(told)
                .hasSizeGreaterThanOrEqualTo(3)
                .allSatisfy(body -> assertThat(body).contains("\"force_sensitive\":true"));
        assertThat(server.records(ANN)).hasSize(2).allMatch(KeptRecord::sensitive);
    }

    @Test
    void fault06NorAtAllWithoutASettingThatAllowsIt() throws IOException {
        Machine machine = machine();
        String id = machine.addSensitive(CANARY);
        machine.add("open");
        machine.settle();
        machine.edit(id, CANARY + " edited");
        machine.settle();
        assertThat(bodiesWithCanary()).isEmpty();
        assertThat(server.contents(ANN)).containsExactly("open");
    }

    private List<String> bodiesWithCanary() {
        return server.log().stream()
                .map(LoggedRequest::body)
                .filter(body -> body.contains(CANARY))
                .toList();
    }

    @Test
    void fault07AnEmptyReplyWipesNothing() throws IOException {
        Machine machine = machine();
        for (int i = 0; i < 20; i++) {
            machine.add("memory " + i);
        }
        machine.settle();
        List<String> before = machine.contents();
        List<Mishap> replies = List.of(
                new Mishap.Says("{}"),
                new Mishap.Says("{\"memories\":[]}"),
                new Mishap.Says("[]"),
                new Mishap.EmptyList());
        for (Mishap reply : replies) {
            server.plan(Operation.SYNC, reply, reply);
            machine.fullSync();
            machine.sync();
            assertThat(machine.contents()).as("after %s", reply).isEqualTo(before);
        }
        assertThat(server.isPlanDone()).isTrue();
        machine.settle();
        assertThat(machine.contents()).isEqualTo(before);
        assertThat(server.contents(ANN)).isEqualTo(before);
        assertThat(server.records(ANN)).hasSize(20);
    }

    @Test
    void fault08AServerThatDoesNotAnswerHoldsUpNoStore() throws Exception {
        Machine machine = machine();
        machine.settle();
        for (Operation held : List.of(Operation.SYNC, Operation.CREATE)) {
            machine.add("pending at " + held);
            CountDownLatch asked = new CountDownLatch(1);
            server.onRequest(request -> {
                if (request.operation() == held) {
                    asked.countDown();
                }
            });
            server.plan(held, new Mishap.BlackHole(false));
            FutureTask<RecordSyncResult> cycle = new FutureTask<>(machine::sync);
            new Thread(cycle, "cycle").start();
            assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
            String id = machine.add("stored meanwhile at " + held);
            assertThat(machine.store.find(id)).isPresent();
            machine.edit(id, "edited meanwhile at " + held);
            assertThat(cycle.isDone()).as("the request is still held").isFalse();
            server.heal();
            cycle.get(20, TimeUnit.SECONDS);
        }
        machine.settle();
        assertThat(server.contents(ANN))
                .containsExactlyInAnyOrder(
                        "pending at SYNC",
                        "edited meanwhile at SYNC",
                        "pending at CREATE",
                        "edited meanwhile at CREATE");
    }

    @Test
    void fault09UpdatesAndDeletesHitTheRecordTheyMean() throws IOException {
        for (int i = 0; i < 5; i++) {
            server.add(ANN, "server's " + i);
        }
        Machine machine = machine();
        for (int i = 0; i < 5; i++) {
            machine.add("ours " + i);
        }
        machine.settle();
        machine.edit(machine.id("ours 1"), "ours 1, edited");
        machine.edit(machine.id("server's 1"), "server's 1, edited");
        machine.store.delete(machine.id("ours 3"));
        machine.store.delete(machine.id("server's 3"));
        machine.settle();
        assertThat(server.contents(ANN))
                .containsExactlyInAnyOrder(
                        "server's 0",
                        "server's 1, edited",
                        "server's 2",
                        "server's 4",
                        "ours 0",
                        "ours 1, edited",
                        "ours 2",
                        "ours 4")
                .containsExactlyInAnyOrderElementsOf(machine.contents());
    }

    @Test
    void fault10WhatIsShownRedactedNeverReplacesTheOriginal() throws IOException {
        Machine machine = machine(SENSITIVE_TOO);
        Machine other = machine(SENSITIVE_TOO);
        server.detectSensitive(content -> content.contains("password"));
        String told = machine.addSensitive(CANARY + " told to be sensitive");
        machine.add("a password that the server finds out about");
        machine.settle();
        other.settle();
        machine.settle();
        assertThat(machine.contents())
                .containsExactly(CANARY + " told to be sensitive", "a password that the server finds out about");
        assertThat(other.contents()).containsOnly(KeptRecord.REDACTED);
        machine.edit(told, CANARY + " edited");
        machine.settle();
        other.settle();
        machine.settle();
        assertThat(machine.contents()).contains(CANARY + " edited");
        assertThat(server.contents(ANN))
                .containsExactly(CANARY + " edited", "a password that the server finds out about");
        assertThat(server.log()).noneMatch(request -> request.body().contains(KeptRecord.REDACTED));
    }

    @Test
    void fault11AnUpdateMadeOfflineIsSyncedLater() throws IOException {
        Machine machine = machine();
        Machine other = machine();
        String id = machine.add("before");
        machine.settle();
        other.settle();
        server.stop();
        machine.edit(id, "after");
        assertThat(machine.sync().complete()).isFalse();
        server.restart();
        machine.settle();
        other.settle();
        assertThat(server.contents(ANN)).containsExactly("after");
        assertThat(other.contents()).containsExactly("after");
    }

    @Test
    void fault11OfTwoUpdatesBothAreKeptWhateverTheClocksSay() throws IOException {
        Machine machine = machine();
        Machine other = machine();
        String id = machine.add("before");
        machine.settle();
        other.settle();
        machine.edit(id, "edited here");
        clock.advance(Duration.ofDays(-300));
        other.edit(other.id("before"), "edited there");
        clock.advance(Duration.ofDays(300));
        machine.settle();
        other.settle();
        machine.settle();
        assertThat(server.contents(ANN)).containsExactlyInAnyOrder("edited here", "edited there");
        assertThat(machine.contents()).containsExactlyInAnyOrder("edited here", "edited there");
        assertThat(other.contents()).containsExactlyInAnyOrder("edited here", "edited there");
        assertThat(machine.status().conflicts() + other.status().conflicts()).isEqualTo(1);
    }

    @Test
    void fault12ARefusedRecordBlocksNoneBehindItAndIsNotTakenForABadKey() throws IOException {
        server.limit(1400, Set.of("facts"));
        Machine machine = machine();
        machine.sync();
        String tooLong = machine.add("x".repeat(1401));
        String forbidden = machine.add("forbidden");
        machine.add("behind them");
        server.plan(Operation.CREATE, new Mishap.Status(422, false), new Mishap.Status(403, false));
        RecordSyncResult result = machine.sync();
        assertThat(server.contents(ANN)).containsExactly("behind them");
        assertThat(result.authRefused()).isFalse();
        RecordStatus status = machine.status();
        assertThat(status.keyRefused()).isEmpty();
        assertThat(status.parkedFirst())
                .extracting(RecordStatus.Parked::id)
                .containsExactlyInAnyOrder(tooLong, forbidden);
        machine.sync();
        assertThat(server.count(Operation.CREATE))
                .as("nobody asked to try again")
                .isEqualTo(3);
        machine.edit(tooLong, "short");
        machine.settle();
        assertThat(server.contents(ANN)).containsExactlyInAnyOrder("behind them", "short");
        assertThat(machine.memories()).extracting(Memory::id).hasSize(3).contains(forbidden);
    }
}
