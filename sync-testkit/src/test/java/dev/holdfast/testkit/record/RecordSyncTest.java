package dev.holdfast.testkit.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.memory.Memory;
import dev.holdfast.sync.memory.NewMemory;
import dev.holdfast.sync.memory.record.MemoryApi;
import dev.holdfast.sync.memory.record.MemoryApiException;
import dev.holdfast.sync.memory.record.MemoryApiException.Kind;
import dev.holdfast.sync.memory.record.RecordContent;
import dev.holdfast.sync.memory.record.RecordRules;
import dev.holdfast.sync.memory.record.RecordSync;
import dev.holdfast.sync.memory.record.RecordSyncResult;
import dev.holdfast.sync.memory.record.ServerRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What a cycle does in each of the cases that matter. */
class RecordSyncTest extends RecordSyncSetup {
    @Test
    void whatIsStoredHereIsThereAndEverywhere() {
        laptop.add("tea");
        assertThat(laptop.sync().pushed()).isEqualTo(1);
        assertThat(desktop.sync().pulled()).isEqualTo(1);
        String id = desktop.id("tea");
        desktop.edit(id, "green tea");
        assertThat(desktop.sync().pushed()).isEqualTo(1);
        assertThat(laptop.sync().pulled()).isEqualTo(1);
        laptop.memories.delete(laptop.id("green tea"));
        assertThat(laptop.sync().deleted()).isEqualTo(1);
        assertThat(desktop.sync().deleted()).isEqualTo(1);
        settleTo(List.of(), laptop, desktop);
    }

    @Test
    void whatComesHasTheServersTimes() {
        Instant before = clock.instant().plusSeconds(60);
        laptop.add("tea");
        laptop.sync();
        pass(1000);
        desktop.sync();
        assertThat(desktop.memories.all().get(0).created()).isEqualTo(before);
    }

    @Test
    void whatBothHadBeforeTheyMetIsOneMemoryWithAllThatEitherHad() {
        laptop.memories.add(tagged("tea", "drink, hot"));
        desktop.memories.add(tagged("tea", "Hot,green"));
        desktop.add("only here");
        laptop.sync();
        RecordSyncResult met = desktop.sync();
        assertThat(desktop.api.asked.get(0)).isEqualTo("records");
        assertThat(met.pushed())
                .as("the other one, and the tag that was missing")
                .isEqualTo(2);
        settleTo(List.of("only here", "tea"), laptop, desktop);
        assertThat(live().get(0).content().text().tags()).isEqualTo("drink,hot,green");
    }

    @Test
    void nothingIsPushedBeforeTheServersRecordsWereSeen() {
        laptop.add("tea");
        laptop.way = new ForwardingApi(laptop.api) {
            @Override
            public Instant records(Optional<Instant> since, Consumer<ServerRecord> use) throws MemoryApiException {
                throw new MemoryApiException(Kind.ODD_REPLY, 200, "Odd.", null);
            }
        };
        RecordSyncResult result = laptop.sync();
        assertThat(result.complete()).isFalse();
        assertThat(result.errors()).containsExactly("Odd.");
        assertThat(laptop.api.asked).isEmpty();
    }

    @Test
    void whatWasChangedOnBothSidesIsKeptTwiceAndListed() {
        laptop.add("tea");
        settle(laptop, desktop);
        laptop.edit(laptop.id("tea"), "laptop's tea");
        desktop.edit(desktop.id("tea"), "desktop's tea");
        laptop.sync();
        assertThat(desktop.sync().conflicts()).isEqualTo(1);
        assertThat(desktop.records.status().conflictsFirst()).containsExactly(desktop.id("desktop's tea"));
        settleTo(List.of("desktop's tea", "laptop's tea"), laptop, desktop);
    }

    @Test
    void aChangeBeatsADeletionWhoeverComesFirst() {
        laptop.add("tea");
        laptop.add("coffee");
        settle(laptop, desktop);
        laptop.memories.delete(laptop.id("tea"));
        laptop.edit(laptop.id("coffee"), "more coffee");
        desktop.edit(desktop.id("tea"), "more tea");
        desktop.memories.delete(desktop.id("coffee"));
        laptop.sync();
        desktop.sync();
        settleTo(List.of("more coffee", "more tea"), laptop, desktop);
    }

    @Test
    void aDeletionThatHitsAChangeUnseenGivesTheChangeBack() {
        laptop.add("tea");
        settle(laptop, desktop);
        laptop.memories.delete(laptop.id("tea"));
        laptop.way = new ForwardingApi(laptop.api) {
            @Override
            public void delete(long id) throws MemoryApiException {
                server.update(id, plain("more tea"), Duration.ZERO, hit -> {});
                super.delete(id);
            }
        };
        laptop.sync();
        settleTo(List.of("more tea"), laptop, desktop);
    }

    @Test
    void aDeletionThatHitsAChangeUnseenGivesTheChangeBackAlsoWhenItIsTakenBackBeforeTheNextLook() {
        Memory memory = laptop.add("tea");
        settle(laptop, desktop);
        laptop.memories.delete(memory.id());
        laptop.way = new ForwardingApi(laptop.api) {
            @Override
            public void delete(long id) throws MemoryApiException {
                server.update(id, plain("more tea"), Duration.ZERO, hit -> {});
                super.delete(id);
                laptop.way = laptop.api;
                laptop.memories.undo(memory.id());
            }
        };
        laptop.sync();
        settleTo(List.of("more tea", "tea"), laptop, desktop);
    }

    @Test
    void aDeletionThatIsTakenBackBeforeTheNextLookBringsBackNoTextOfItsOwn() {
        Memory memory = laptop.add("tea");
        settle(laptop, desktop);
        laptop.edit(memory.id(), "more tea");
        laptop.sync();
        laptop.memories.delete(memory.id());
        laptop.sync();
        laptop.memories.undo(memory.id());
        laptop.edit(memory.id(), "much tea");
        settleTo(List.of("much tea"), laptop, desktop);
    }

    @Test
    void aDeletionThatCameAfterAChangeStays() {
        laptop.add("tea");
        settle(laptop, desktop);
        laptop.memories.delete(laptop.id("tea"));
        desktop.edit(desktop.id("tea"), "more tea");
        desktop.sync();
        desktop.memories.delete(desktop.id("more tea"));
        desktop.sync();
        settleTo(List.of(), laptop, desktop);
    }

    @Test
    void aLostReplyIsFoundAndNotSentAgain() {
        laptop.add("tea");
        laptop.api.failing(Kind.UNKNOWN, 0, true);
        assertThat(laptop.sync().complete()).isFalse();
        assertThat(laptop.records.status().pending()).isEqualTo(1);
        settleTo(List.of("tea"), laptop, desktop);
        assertThat(server.records()).hasSize(1);
    }

    @Test
    void aLostRequestIsSentAgainOnceItIsKnownToBeLost() {
        laptop.add("tea");
        laptop.api.failing(Kind.UNKNOWN, 0, false);
        laptop.sync();
        assertThat(there()).isEmpty();
        laptop.sync();
        assertThat(there()).as("may come yet").isEmpty();
        laptop.sync();
        assertThat(there()).containsExactly("tea");
    }

    @Test
    void whatWasDeletedWhileItsPushWasUnknownStaysDeleted() {
        Memory memory = laptop.add("tea");
        laptop.api.failing(Kind.UNKNOWN, 0, true);
        laptop.sync();
        laptop.memories.delete(memory.id());
        settleTo(List.of(), laptop, desktop);
    }

    @Test
    void aRecordThatComesToBeTwiceIsOneInTheEnd() throws Exception {
        laptop.add("tea");
        laptop.api.failing(Kind.UNKNOWN, 0, false);
        laptop.sync();
        laptop.sync();
        laptop.sync();
        server.create(plain("tea"), Duration.ZERO);
        desktop.sync();
        settleTo(List.of("tea"), laptop, desktop);
    }

    @Test
    void twoMachinesThatStoreTheSameAtOnceHaveItOnce() {
        laptop.sync();
        desktop.sync();
        laptop.add("tea");
        desktop.add("tea");
        laptop.way = new ForwardingApi(laptop.api) {
            @Override
            public long create(RecordContent content) throws MemoryApiException {
                desktop.sync();
                return super.create(content);
            }
        };
        laptop.sync();
        assertThat(there()).hasSize(2);
        settleTo(List.of("tea"), laptop, desktop);
    }

    @Test
    void whatIsChangedWhileItIsSentIsNews() {
        Memory memory = laptop.add("tea");
        laptop.way = new ForwardingApi(laptop.api) {
            @Override
            public long create(RecordContent content) throws MemoryApiException {
                long id = super.create(content);
                laptop.edit(memory.id(), "more tea");
                return id;
            }
        };
        laptop.sync();
        assertThat(there()).containsExactly("tea");
        settleTo(List.of("more tea"), laptop, desktop);
    }

    @Test
    void aChangeThatLandsLateDoesNotTakeBackALaterOne() throws Exception {
        Memory memory = laptop.add("tea");
        laptop.sync();
        laptop.edit(memory.id(), "late tea");
        laptop.api.failing(Kind.UNKNOWN, 0, false);
        laptop.sync();
        laptop.edit(memory.id(), "last tea");
        laptop.sync();
        assertThat(there()).containsExactly("last tea");
        server.update(live().get(0).id(), plain("late tea"), Duration.ZERO, hit -> {});
        settleTo(List.of("last tea"), laptop, desktop);
    }

    @Test
    void aDeletionThatIsTakenBackGivesANewRecord() {
        Memory memory = laptop.add("tea");
        settle(laptop, desktop);
        laptop.memories.delete(memory.id());
        settleTo(List.of(), laptop, desktop);
        laptop.memories.undo(memory.id());
        settleTo(List.of("tea"), laptop, desktop);
        assertThat(server.records()).hasSize(2);
    }

    @Test
    void aDeletionThatTwoMachinesTakeBackGivesOneRecord() {
        laptop.add("tea");
        settle(laptop, desktop);
        String here = laptop.id("tea");
        String there = desktop.id("tea");
        laptop.memories.delete(here);
        settle(laptop, desktop);
        laptop.memories.undo(here);
        desktop.memories.undo(there);
        settleTo(List.of("tea"), laptop, desktop);
        assertThat(desktop.memories.find(there)).isPresent();
    }

    @Test
    void aDeletionThatIsTakenBackWhileItIsUnknownIsTakenBack() {
        Memory memory = laptop.add("tea");
        settle(laptop, desktop);
        laptop.memories.delete(memory.id());
        laptop.api.failing(Kind.UNKNOWN, 0, true);
        laptop.sync();
        laptop.memories.undo(memory.id());
        settleTo(List.of("tea"), laptop, desktop);
    }

    @Test
    void whatOneRecordMeetsBlocksNoOther() {
        server.setRefuses(content -> content.text().content().equals("refused"));
        laptop.add("refused");
        laptop.add("tea");
        RecordSyncResult result = laptop.sync();
        assertThat(result.pushed()).isEqualTo(1);
        assertThat(result.parked()).isEqualTo(1);
        assertThat(result.complete()).as("what is parked is not left to do").isTrue();
        assertThat(laptop.records.status().parkedFirst().get(0).reason())
                .isEqualTo("The memory server does not take this record.");
        laptop.api.asked.clear();
        laptop.sync();
        assertThat(laptop.api.asked).containsExactly("records since");
        laptop.edit(laptop.id("refused"), "taken");
        laptop.sync();
        assertThat(there()).containsExactly("taken", "tea");
    }

    @Test
    void aForbiddenRecordIsParkedWhileTheKeyIsGood() {
        laptop.add("tea");
        laptop.add("coffee");
        laptop.sync();
        server.setForbidden(Set.of(1L));
        laptop.edit(laptop.id("tea"), "more tea");
        laptop.edit(laptop.id("coffee"), "more coffee");
        RecordSyncResult result = laptop.sync();
        assertThat(laptop.api.asked).contains("check");
        assertThat(result.authRefused()).isFalse();
        assertThat(result.parked()).isEqualTo(1);
        assertThat(there()).containsExactly("more coffee", "tea");
    }

    @Test
    void aBadKeyStopsEverythingAndLosesNothing() {
        laptop.add("tea");
        server.rotateKey();
        RecordSyncResult result = laptop.sync();
        assertThat(result.authRefused()).isTrue();
        assertThat(result.errors()).containsExactly("The memory server does not accept the key; renew it.");
        assertThat(laptop.records.status().keyRefused()).isPresent();
        assertThat(laptop.api.asked).hasSize(1);
        laptop.api.key = server.key();
        assertThat(laptop.sync().pushed()).isEqualTo(1);
        assertThat(laptop.records.status().keyRefused()).isEmpty();
    }

    @Test
    void whileTheServersRecordsCantBeHadNewMemoriesGoAndNothingIsOverwritten() {
        laptop.add("tea");
        laptop.sync();
        laptop.add("coffee");
        laptop.edit(laptop.id("tea"), "more tea");
        laptop.way = new ForwardingApi(laptop.api) {
            @Override
            public Instant records(Optional<Instant> since, Consumer<ServerRecord> use) throws MemoryApiException {
                throw new MemoryApiException(Kind.ODD_REPLY, 200, "Odd.", null);
            }
        };
        assertThat(laptop.sync().complete()).isFalse();
        assertThat(there()).containsExactly("coffee", "tea");
        laptop.way = laptop.api;
        settleTo(List.of("coffee", "more tea"), laptop, desktop);
    }

    @Test
    void anEmptyAnswerDeletesNothing() {
        laptop.add("tea");
        settle(laptop, desktop);
        desktop.way = new ForwardingApi(desktop.api) {
            @Override
            public Instant records(Optional<Instant> since, Consumer<ServerRecord> use) {
                return clock.instant();
            }
        };
        desktop.sync(RecordSync.Depth.FULL);
        assertThat(desktop.texts()).containsExactly("tea");
        desktop.way = desktop.api;
        settleTo(List.of("tea"), laptop, desktop);
    }

    @Test
    void aRecordThatIsGoneWithoutATraceIsMadeAgain() {
        Memory memory = laptop.add("tea");
        laptop.sync();
        server.lose(live().get(0).id());
        laptop.sync(RecordSync.Depth.FULL);
        assertThat(laptop.texts()).containsExactly("tea");
        laptop.edit(memory.id(), "more tea");
        laptop.sync();
        settleTo(List.of("more tea"), laptop, desktop);
    }

    @Test
    void mostMemoriesAreDeletedHereByTheUsersWordOnly() {
        for (int i = 0; i < 20; i++) {
            laptop.add("text " + i);
        }
        settle(laptop, desktop);
        laptop.memories.ids().stream().limit(11).forEach(laptop.memories::delete);
        RecordSyncResult held = laptop.sync();
        assertThat(held.deleted()).isZero();
        assertThat(held.errors())
                .singleElement()
                .asString()
                .contains("11 memories")
                .contains("allow");
        assertThat(live()).hasSize(20);
        laptop.records.allowDeletes();
        assertThat(laptop.sync().deleted()).isEqualTo(11);
        assertThat(desktop.sync().deleted()).isZero();
        assertThat(desktop.memories.all()).hasSize(20);
        assertThat(desktop.records.status().heldDeletes().here()).isEqualTo(11);
        desktop.records.allowDeletes();
        assertThat(desktop.sync().deleted()).isEqualTo(11);
        settle(laptop, desktop);
        assertThat(desktop.texts()).isEqualTo(laptop.texts()).hasSize(9);
    }

    @Test
    void deletionsThatBecomeManyWhileAPushIsUnderWayAreHeldBack() {
        for (int i = 0; i < 20; i++) {
            laptop.add("text " + i);
        }
        settle(laptop);
        List<String> ids = laptop.memories.ids();
        ids.subList(0, 2).forEach(laptop.memories::delete);
        laptop.way = new ForwardingApi(laptop.api) {
            @Override
            public void delete(long id) throws MemoryApiException {
                ids.subList(2, 19).forEach(laptop.memories::delete);
                super.delete(id);
            }
        };
        laptop.sync();
        assertThat(live()).as("all but the one that was under way").hasSize(19);
        laptop.way = laptop.api;
        assertThat(laptop.sync().errors()).singleElement().asString().contains("allow");
    }

    @Test
    void aMemoryThatAlwaysFailsIsTriedSeldomAndLeavesTheOthersAlone() {
        laptop.add("poison");
        int[] tries = {0};
        laptop.way = new ForwardingApi(laptop.api) {
            @Override
            public long create(RecordContent content) throws MemoryApiException {
                if (content.text().content().equals("poison")) {
                    tries[0]++;
                    throw new MemoryApiException(Kind.AWAY, 500, "Fails.", null);
                }
                return super.create(content);
            }
        };
        RecordSync sync = new RecordSync(laptop.records, laptop.way, laptop.rules, clock);
        for (int i = 0; i < 65; i++) {
            laptop.add("text " + i);
            sync.run(RecordSync.Depth.CHANGES, new CancelSignal());
            assertThat(sync.wentThrough()).as("nobody else is to wait").isTrue();
        }
        assertThat(tries[0]).isBetween(16, 25);
        assertThat(live()).hasSize(65);
        assertThat(laptop.records.status().pending()).as("it is not given up").isEqualTo(1);
    }

    @Test
    void categoriesAreCalledWhatTheServerCallsThem() {
        RecordRules rules = new RecordRules(Map.of("decision", "notes"), false);
        laptop.rules = rules;
        server.setRefuses(content -> content.category().equals("decision"));
        laptop.memories.add(new NewMemory("decision", NewMemory.fact("tea").text(), 0.5, false));
        settle(laptop, desktop);
        assertThat(live().get(0).content().category()).isEqualTo("notes");
        desktop.edit(desktop.id("tea"), "more tea");
        settle(laptop, desktop);
        assertThat(laptop.memories.all().get(0).category()).isEqualTo("decision");
        assertThat(laptop.texts()).containsExactly("more tea");
    }

    @Test
    void otherRulesLetWhatWasParkedGo() {
        server.setRefuses(content -> content.category().equals("decision"));
        laptop.memories.add(new NewMemory("decision", NewMemory.fact("tea").text(), 0.5, false));
        laptop.sync();
        assertThat(laptop.records.status().parked()).isEqualTo(1);
        laptop.rules = new RecordRules(Map.of("decision", "notes"), true);
        assertThat(laptop.sync().pushed()).isEqualTo(1);
    }

    @Test
    void anEditElsewhereWhileCategoriesAreRenamedIsNoConflict() {
        Memory memory = named("decision", "notes");
        desktop.edit(desktop.id("tea"), "more tea");
        desktop.sync();
        laptop.rules = new RecordRules(Map.of("decision", "log"), true);
        RecordSyncResult result = laptop.sync();
        assertThat(result.conflicts()).isZero();
        assertThat(laptop.memories.find(memory.id()).orElseThrow().category()).isEqualTo("decision");
        settleTo(List.of("more tea"), laptop, desktop);
        assertThat(live().get(0).content().category()).isEqualTo("log");
    }

    @Test
    void aDeletionElsewhereWhileCategoriesAreRenamedStays() {
        named("decision", "notes");
        desktop.memories.delete(desktop.id("tea"));
        desktop.sync();
        laptop.rules = new RecordRules(Map.of("decision", "log"), true);
        laptop.sync();
        settleTo(List.of(), laptop, desktop);
    }

    @Test
    void anEditHereBeforeCategoriesAreRenamedIsStillAConflictWithOneElsewhere() {
        Memory memory = named("decision", "notes");
        desktop.edit(desktop.id("tea"), "desktop's tea");
        desktop.sync();
        laptop.edit(memory.id(), "laptop's tea");
        laptop.rules = new RecordRules(Map.of("decision", "log"), true);
        assertThat(laptop.sync().conflicts()).isEqualTo(1);
        settleTo(List.of("desktop's tea", "laptop's tea"), laptop, desktop);
    }

    /** The rules change here, and an edit comes from elsewhere, but the new name can't be told to the server. */
    private Memory renamedInVain() {
        Memory memory = named("decision", "notes");
        desktop.edit(desktop.id("tea"), "more tea");
        desktop.sync();
        laptop.rules = new RecordRules(Map.of("decision", "log"), true);
        server.setRefuses(content -> content.category().equals("log"));
        assertThat(laptop.sync().parked()).isEqualTo(1);
        assertThat(laptop.texts()).containsExactly("more tea");
        return memory;
    }

    @Test
    void aDeletionElsewhereStaysWhenARenamedCategoryWasRefused() {
        renamedInVain();
        desktop.memories.delete(desktop.id("more tea"));
        desktop.sync();
        settleTo(List.of(), laptop, desktop);
    }

    @Test
    void anEditElsewhereIsNoConflictWhenARenamedCategoryWasRefused() {
        Memory memory = renamedInVain();
        desktop.edit(desktop.id("more tea"), "still more tea");
        desktop.sync();
        assertThat(laptop.sync().conflicts()).isZero();
        assertThat(laptop.texts()).containsExactly("still more tea");
        assertThat(laptop.memories.find(memory.id()).orElseThrow().category()).isEqualTo("decision");
        assertThat(laptop.records.status().conflicts()).isZero();
        server.setRefuses(content -> false);
        laptop.records.retry(Optional.empty());
        settleTo(List.of("still more tea"), laptop, desktop);
        assertThat(live().get(0).content().category()).isEqualTo("log");
    }

    @Test
    void tagsFromElsewhereAreNoConflictWhenARenamedCategoryWasRefused() {
        Memory memory = named("decision", "notes");
        laptop.memories.update(memory.id(), filed("decision", "hot"));
        desktop.memories.update(desktop.id("tea"), filed("notes", "green"));
        desktop.sync();
        laptop.rules = new RecordRules(Map.of("decision", "log"), true);
        server.setRefuses(content -> content.category().equals("log"));
        laptop.sync();
        desktop.memories.delete(desktop.id("tea"));
        desktop.sync();
        laptop.sync();
        assertThat(laptop.records.status().conflicts()).isZero();
        assertThat(laptop.texts()).as("its own tag was never sent").containsExactly("tea");
    }

    private static NewMemory filed(String category, String tags) {
        NewMemory tea = tagged("tea", tags);
        return new NewMemory(category, tea.text(), 0.5, false);
    }

    @Test
    void machinesWithOppositeRulesDoNotTakeTurnsRenaming() {
        named("decision", "notes");
        desktop.rules = new RecordRules(Map.of("notes", "decision"), true);
        settle(laptop, desktop);
        desktop.edit(desktop.id("tea"), "more tea");
        settleTo(List.of("more tea"), laptop, desktop);
        laptop.edit(laptop.id("more tea"), "still more tea");
        settleTo(List.of("still more tea"), laptop, desktop);
        assertThat(laptop.records.status().conflicts()
                        + desktop.records.status().conflicts())
                .isZero();
    }

    private Memory named(String ours, String theirs) {
        laptop.rules = new RecordRules(Map.of(ours, theirs), true);
        Memory memory =
                laptop.memories.add(new NewMemory(ours, NewMemory.fact("tea").text(), 0.5, false));
        settle(laptop, desktop);
        return memory;
    }

    @Test
    void aLongTextGoesAndComesWhole() {
        String text = "é".repeat(NewMemory.MOST_CONTENT);
        laptop.add(text);
        settleTo(List.of(text), laptop, desktop);
    }

    @Test
    void whatCantBeKeptHereIsToldAndBlocksNothing() throws Exception {
        server.create(plain("x".repeat(NewMemory.MOST_CONTENT + 1)), Duration.ZERO);
        server.create(plain("tea"), Duration.ZERO);
        RecordSyncResult result = laptop.sync();
        assertThat(result.errors()).singleElement().asString().contains("The record 1 ");
        assertThat(laptop.texts()).containsExactly("tea");
    }

    @Test
    void aChangeThatADeletionHitUnseenAndThatCantBeKeptHereIsToldAndBlocksNothing() throws Exception {
        laptop.add("tea");
        laptop.sync();
        laptop.memories.delete(laptop.id("tea"));
        laptop.way = new ForwardingApi(laptop.api) {
            @Override
            public void delete(long id) throws MemoryApiException {
                server.update(id, plain("x".repeat(NewMemory.MOST_CONTENT + 1)), Duration.ZERO, hit -> {});
                super.delete(id);
            }
        };
        laptop.sync();
        server.create(plain("coffee"), Duration.ZERO);
        assertThat(laptop.sync().errors()).singleElement().asString().contains("The record 1 ");
        assertThat(laptop.texts()).containsExactly("coffee");
    }

    @Test
    void nothingIsPutOverARecordThatCouldNotBeRead() {
        laptop.add("tea");
        laptop.add("coffee");
        settle(laptop, desktop);
        desktop.edit(desktop.id("tea"), "desktop's tea");
        desktop.edit(desktop.id("coffee"), "desktop's coffee");
        desktop.sync();
        laptop.edit(laptop.id("tea"), "laptop's tea");
        laptop.memories.delete(laptop.id("coffee"));
        OddApi odd = new OddApi(laptop.api);
        RecordSync sync = new RecordSync(laptop.records, odd, laptop.rules, clock);
        for (int i = 0; i < 2; i++) {
            assertThat(sync.run(RecordSync.Depth.CHANGES, new CancelSignal()).pushed())
                    .isZero();
            pass(3600);
        }
        assertThat(there()).containsExactly("desktop's coffee", "desktop's tea");
        odd.odd = false;
        for (int i = 0; i < 2; i++) {
            sync.run(RecordSync.Depth.FULL, new CancelSignal());
        }
        settleTo(List.of("desktop's coffee", "desktop's tea", "laptop's tea"), laptop, desktop);
    }

    /** A server whose records make no sense, for a while. */
    private static final class OddApi extends ForwardingApi {
        private boolean odd = true;

        OddApi(MemoryApi next) {
            super(next);
        }

        @Override
        public Instant records(Optional<Instant> since, Consumer<ServerRecord> use, Consumer<Optional<Long>> leftOut)
                throws MemoryApiException {
            return records(since, odd ? told -> leftOut.accept(Optional.of(told.id())) : use);
        }
    }

    @Test
    void aWishToStopIsHeard() {
        laptop.add("tea");
        laptop.add("coffee");
        CancelSignal cancel = new CancelSignal();
        laptop.way = new ForwardingApi(laptop.api) {
            @Override
            public long create(RecordContent content) throws MemoryApiException {
                long id = super.create(content);
                cancel.cancel();
                return id;
            }
        };
        RecordSyncResult result =
                new RecordSync(laptop.records, laptop.way, laptop.rules, clock).run(RecordSync.Depth.FULL, cancel);
        assertThat(result.pushed()).isEqualTo(1);
        assertThat(result.complete()).isFalse();
        assertThat(there()).hasSize(1);
    }

    @Test
    void aServerThatIsAwayIsNotAskedForEachMemory() {
        for (int i = 0; i < 10; i++) {
            laptop.add("text " + i);
            laptop.api.failing(Kind.AWAY, 0, false);
        }
        RecordSyncResult result = laptop.sync();
        assertThat(result.errors()).containsExactly("It failed on purpose.");
        assertThat(laptop.api.asked).hasSize(4);
        laptop.api.failures.clear();
        assertThat(laptop.sync().pushed()).isEqualTo(10);
    }

    @Test
    void memoriesThatMakeTheServerFailDoNotBlockTheOthers() {
        for (int i = 0; i < 3; i++) {
            laptop.add("poison " + i);
        }
        laptop.add("tea");
        laptop.way = new ForwardingApi(laptop.api) {
            @Override
            public long create(RecordContent content) throws MemoryApiException {
                if (content.text().content().startsWith("poison")) {
                    throw new MemoryApiException(Kind.AWAY, 503, "Away.", null);
                }
                return super.create(content);
            }
        };
        RecordSync sync = new RecordSync(laptop.records, laptop.way, laptop.rules, clock);
        sync.run(RecordSync.Depth.FULL, new CancelSignal());
        sync.run(RecordSync.Depth.FULL, new CancelSignal());
        assertThat(there()).containsExactly("tea");
    }
}
