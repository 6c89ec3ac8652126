package dev.holdfast.testkit.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.memory.Memory;
import dev.holdfast.sync.memory.RecordLink;
import dev.holdfast.sync.memory.record.MemoryApiException;
import dev.holdfast.sync.memory.record.MemoryApiException.Kind;
import dev.holdfast.sync.memory.record.RecordContent;
import dev.holdfast.sync.memory.record.RecordRules;
import dev.holdfast.sync.memory.record.RecordSync;
import dev.holdfast.sync.memory.record.ServerRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What becomes of a memory that the server has, and that is made sensitive: servers promise to mark new records alone. */
class RecordMarkedTest extends RecordSyncSetup {
    private Memory pushed() {
        Memory memory = laptop.add("tea");
        settle(laptop);
        return memory;
    }

    private void mark(Memory memory) {
        laptop.memories.update(memory.id(), secret("tea", ""));
    }

    private void isOneMarkedRecord(String text) {
        settle(laptop);
        assertThat(live()).singleElement().satisfies(record -> {
            assertThat(record.content().text().content()).isEqualTo(text);
            assertThat(record.content().sensitive()).isTrue();
        });
        assertThat(laptop.texts()).containsExactly(text);
    }

    @Test
    void whatBecomesSensitiveGetsANewMarkedRecordBeforeTheOldOneGoes() {
        Memory memory = pushed();
        mark(memory);
        laptop.api.asked.clear();
        assertThat(laptop.sync().complete()).isTrue();
        assertThat(laptop.api.asked).containsExactly("records since", "create tea", "delete 1");
        isOneMarkedRecord("tea");
        laptop.edit(memory.id(), "more tea");
        laptop.sync();
        assertThat(laptop.api.asked).as("it is marked by now").contains("update more tea");
        isOneMarkedRecord("more tea");
        settle(laptop, desktop);
        assertThat(desktop.memories.all())
                .singleElement()
                .satisfies(there -> assertThat(there.sensitive()).isTrue());
    }

    @Test
    void aLostReplyToTheNewRecordNeitherLosesNorDoublesIt() {
        for (boolean done : List.of(true, false)) {
            Memory memory = laptop.add("tea " + done);
            settle(laptop);
            laptop.memories.update(memory.id(), secret("tea " + done, "t" + done));
            laptop.api.failing(Kind.UNKNOWN, 0, done);
            laptop.sync();
            assertThat(live().stream().filter(record -> !record.content().sensitive()))
                    .as("the old one, as nobody knows of the new one")
                    .hasSize(1);
            laptop.sync();
            pass(1200);
            settle(laptop);
            assertThat(live()).allMatch(record -> record.content().sensitive());
        }
        assertThat(there()).containsExactly("tea false", "tea true");
        assertThat(laptop.texts()).containsExactly("tea false", "tea true");
    }

    @Test
    void aCrashAroundTheNewRecordNeitherLosesNorDoublesIt() {
        for (boolean done : List.of(true, false)) {
            Memory memory = laptop.add("tea " + done);
            settle(laptop);
            laptop.memories.update(memory.id(), secret("tea " + done, "t" + done));
            laptop.way = new ForwardingApi(laptop.api) {
                @Override
                public long create(RecordContent content) throws MemoryApiException {
                    if (done) {
                        super.create(content);
                    }
                    throw new IllegalStateException("killed");
                }
            };
            assertThatThrownBy(laptop::sync).hasMessage("killed");
            laptop.way = laptop.api;
            laptop.sync();
            pass(1200);
            settle(laptop);
        }
        assertThat(there()).containsExactly("tea false", "tea true");
        assertThat(live()).allMatch(record -> record.content().sensitive());
    }

    @Test
    void aCrashOrALostReplyAroundTheOldRecordLeavesItNotThere() {
        for (boolean lost : List.of(true, false)) {
            Memory memory = laptop.add("tea");
            settle(laptop);
            mark(memory);
            laptop.way = new ForwardingApi(laptop.api) {
                @Override
                public void delete(long id) throws MemoryApiException {
                    if (lost) {
                        super.delete(id);
                        throw new MemoryApiException(Kind.UNKNOWN, 0, "Lost.", null);
                    }
                    throw new IllegalStateException("killed");
                }
            };
            if (lost) {
                assertThat(laptop.sync().complete()).isFalse();
            } else {
                assertThatThrownBy(laptop::sync).hasMessage("killed");
            }
            assertThat(laptop.records.status().pending()).isEqualTo(1);
            laptop.way = laptop.api;
            isOneMarkedRecord("tea");
            laptop.memories.delete(memory.id());
            settle(laptop);
        }
        assertThat(live()).isEmpty();
    }

    @Test
    void whatIsDeletedWhileItGetsANewRecordIsGoneWithBoth() {
        Memory memory = pushed();
        mark(memory);
        laptop.api.failing(Kind.UNKNOWN, 0, true);
        laptop.sync();
        laptop.memories.delete(memory.id());
        settleTo(List.of(), laptop, desktop);
    }

    @Test
    void whatIsOpenAgainBeforeTheNewRecordIsThereIsOneRecord() {
        Memory memory = pushed();
        mark(memory);
        laptop.api.failing(Kind.AWAY, 0, false);
        laptop.sync();
        laptop.memories.undo(memory.id());
        settleTo(List.of("tea"), laptop, desktop);
        assertThat(live()).noneMatch(record -> record.content().sensitive());
    }

    @Test
    void aChangeOfTheOldRecordThatWasMadeElsewhereIsKeptAndMarked() throws Exception {
        Memory memory = pushed();
        mark(memory);
        laptop.api.failing(Kind.AWAY, 0, false);
        laptop.sync();
        server.update(1, plain("green tea"), Duration.ZERO, hit -> {});
        settle(laptop);
        assertThat(there()).containsExactly("green tea", "tea");
        assertThat(live()).allMatch(record -> record.content().sensitive());
        assertThat(laptop.texts()).containsExactly("green tea", "tea");
    }

    @Test
    void aChangeOfTheOldRecordThatItsDeletionHitUnseenComesBackMarked() {
        Memory memory = pushed();
        mark(memory);
        laptop.way = new ForwardingApi(laptop.api) {
            @Override
            public void delete(long id) throws MemoryApiException {
                if (id == 1) {
                    server.update(id, plain("green tea"), Duration.ZERO, hit -> {});
                }
                super.delete(id);
            }
        };
        laptop.sync();
        laptop.sync();
        assertThat(there()).containsExactly("green tea", "tea");
        assertThat(live()).allMatch(record -> record.content().sensitive());
    }

    @Test
    void aChangeOfTheOldRecordThatALateDeletionHitUnseenComesBackMarked() throws Exception {
        Memory memory = pushed();
        mark(memory);
        laptop.way = new ForwardingApi(laptop.api) {
            @Override
            public void delete(long id) throws MemoryApiException {
                throw new MemoryApiException(Kind.UNKNOWN, 0, "Late.", null);
            }
        };
        laptop.sync();
        laptop.way = laptop.api;
        server.update(1, plain("green tea"), Duration.ZERO, hit -> {});
        server.delete(1, Duration.ZERO, hit -> {});
        settle(laptop);
        assertThat(there()).containsExactly("green tea", "tea");
    }

    @Test
    void aServerThatDoesNotKeepTheMarkGetsNoMoreRecordsForIt() {
        Memory memory = pushed();
        mark(memory);
        laptop.way = new ForwardingApi(laptop.api) {
            @Override
            public long create(RecordContent content) throws MemoryApiException {
                return super.create(new RecordContent(content.category(), content.text(), content.importance(), false));
            }
        };
        for (int i = 0; i < 5; i++) {
            laptop.sync(RecordSync.Depth.FULL);
        }
        assertThat(server.records()).hasSize(2);
        assertThat(laptop.records.status().parkedFirst())
                .singleElement()
                .satisfies(parked -> assertThat(parked.reason()).contains("does not keep it"));
        assertThat(laptop.memories.find(memory.id()).orElseThrow().sensitive()).isTrue();
    }

    @Test
    void aRecordThatWasToBeMarkedByAChangeAndIsStillOpenIsReplaced() throws Exception {
        Memory memory = pushed();
        mark(memory);
        long revision = laptop.memories.find(memory.id()).orElseThrow().revision();
        String said = laptop.records.change(book -> book.fingerprint(secret("tea", "")));
        laptop.records.change(book -> {
            book.link(RecordLink.to(memory.id(), 1, revision, said, RecordLink.UNSEEN));
            return true;
        });
        isOneMarkedRecord("tea");
    }

    @Test
    void anOpenRecordThatCantBeDeletedDoesNotHoldUpEdits() {
        for (Kind kind : List.of(Kind.RECORD_REFUSED, Kind.AWAY)) {
            Memory memory = laptop.add("tea " + kind);
            settle(laptop);
            laptop.memories.update(memory.id(), secret("tea " + kind, "t" + kind));
            laptop.way = new ForwardingApi(laptop.api) {
                @Override
                public void delete(long id) throws MemoryApiException {
                    throw new MemoryApiException(kind, kind == Kind.AWAY ? 500 : 422, "Not this one.", null);
                }
            };
            RecordSync sync = new RecordSync(laptop.records, laptop.way, laptop.rules, clock);
            for (int i = 0; i < 18; i++) {
                pass(60);
                sync.run(RecordSync.Depth.CHANGES, new CancelSignal());
            }
            laptop.edit(memory.id(), "more tea " + kind);
            pass(60);
            sync.run(RecordSync.Depth.CHANGES, new CancelSignal());
            assertThat(there()).contains("more tea " + kind, "tea " + kind);
            laptop.way = laptop.api;
            laptop.records.retry(Optional.empty());
            settle(laptop);
        }
        assertThat(there()).containsExactly("more tea AWAY", "more tea RECORD_REFUSED");
    }

    @Test
    void newsThatTheServerRefusesDoNotKeepTheOpenRecordThere() {
        Memory memory = pushed();
        mark(memory);
        laptop.way = new ForwardingApi(laptop.api) {
            @Override
            public void delete(long id) throws MemoryApiException {
                throw new MemoryApiException(Kind.AWAY, 500, "Not now.", null);
            }
        };
        laptop.sync();
        laptop.way = laptop.api;
        laptop.edit(memory.id(), "more tea");
        server.setRefuses(content -> content.text().content().equals("more tea"));
        laptop.sync();
        assertThat(live())
                .singleElement()
                .satisfies(record -> assertThat(record.content().sensitive()).isTrue());
    }

    @Test
    void whereSensitiveOnesStayHereTheUserIsToldOfTheOpenRecord() {
        laptop.rules = new RecordRules(Map.of(), false);
        Memory memory = pushed();
        mark(memory);
        laptop.api.asked.clear();
        laptop.sync();
        assertThat(laptop.api.asked).containsExactly("records since");
        assertThat(laptop.records.status().parkedFirst())
                .singleElement()
                .satisfies(parked -> assertThat(parked.reason()).contains("memory_api_sensitive"));
    }

    @Test
    void aLinkKnowsWhetherTheServerShowsTheTextOfItsRecord() throws Exception {
        Memory memory = pushed();
        assertThat(link(memory).sensitive()).isFalse();
        laptop.way = new ForwardingApi(laptop.api) {
            @Override
            public Instant records(Optional<Instant> since, Consumer<ServerRecord> use) throws MemoryApiException {
                List<ServerRecord> all = new ArrayList<>();
                Instant time = super.records(since, all::add);
                // The server has found out by itself.
                all.forEach(record -> use.accept(SimMemoryServer.shown(new ServerRecord(
                        record.id(),
                        new RecordContent("facts", record.content().text(), 0.5, true),
                        record.created(),
                        record.updated(),
                        false))));
                return time;
            }
        };
        laptop.sync(RecordSync.Depth.FULL);
        assertThat(link(memory).sensitive()).isTrue();
        assertThat(laptop.texts()).containsExactly("tea");
    }

    private RecordLink link(Memory memory) {
        return laptop.records.change(
                book -> book.item(memory.id()).orElseThrow().link().orElseThrow());
    }
}
