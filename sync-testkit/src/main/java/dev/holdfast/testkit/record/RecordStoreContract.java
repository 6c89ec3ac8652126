package dev.holdfast.testkit.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.memory.DeadRecord;
import dev.holdfast.sync.memory.FormerRecord;
import dev.holdfast.sync.memory.Memory;
import dev.holdfast.sync.memory.MemoryException;
import dev.holdfast.sync.memory.MemoryText;
import dev.holdfast.sync.memory.NewMemory;
import dev.holdfast.sync.memory.RecordAttempt;
import dev.holdfast.sync.memory.RecordAttempt.Kind;
import dev.holdfast.sync.memory.RecordBook;
import dev.holdfast.sync.memory.RecordDeletes;
import dev.holdfast.sync.memory.RecordItem;
import dev.holdfast.sync.memory.RecordLink;
import dev.holdfast.sync.memory.RecordStatus;
import dev.holdfast.sync.memory.RecordStore;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the sync of records needs of a store of memories. A test class of each store extends it. */
public abstract class RecordStoreContract {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant LONG_AGO = Instant.parse("2025-01-01T00:00:00.123456Z");

    private RecordHome home = new MemoryHome(Clock.systemUTC());
    private RecordStore records = home.records("server");

    /** An empty store with this clock. */
    protected abstract RecordHome open(Clock clock) throws Exception;

    @BeforeEach
    void openStore() throws Exception {
        home = open(Clock.fixed(NOW, ZoneOffset.UTC));
        records = home.records("server");
    }

    private static NewMemory fact(String text) {
        return NewMemory.fact(text);
    }

    private static NewMemory secret(String text, String tags) {
        return new NewMemory("facts", new MemoryText(text, tags, ""), 0.5, true);
    }

    private void change(Consumer<RecordBook> work) {
        records.change(book -> {
            work.accept(book);
            return true;
        });
    }

    private <T> List<T> list(Function<RecordBook, List<T>> work) {
        return records.change(work);
    }

    private <T> Optional<T> optional(Function<RecordBook, Optional<T>> work) {
        return records.change(work);
    }

    private boolean flag(Predicate<RecordBook> work) {
        return records.change(work::test);
    }

    private List<String> pending() {
        return records.change(book -> book.pending(Optional.empty(), NOW, 100));
    }

    private Memory linked(String text, long record) {
        Memory memory = home.add(fact(text));
        change(book -> book.link(RecordLink.to(memory.id(), record, memory.revision(), "ours", "theirs")));
        return memory;
    }

    private RecordItem item(String id) {
        return records.change(book -> book.item(id)).orElseThrow();
    }

    @Test
    void anEmptyStoreHasNothingToSay() {
        assertThat(records.status()).isEqualTo(RecordStatus.NONE);
        assertThat(records.retry(Optional.empty())).isZero();
        assertThat(records.settle("1")).isFalse();
        assertThat(pending()).isEmpty();
        assertThat(optional(RecordBook::mark)).isEmpty();
    }

    @Test
    void whatIsStoredIsPendingUntilItIsTheSameThere() {
        Memory memory = home.add(fact("tea"));
        assertThat(pending()).containsExactly(memory.id());
        assertThat(records.status().withoutServerId()).isEqualTo(1);
        change(book -> book.link(RecordLink.to(memory.id(), 7, memory.revision(), "a", "b")));
        assertThat(pending()).isEmpty();
        assertThat(records.status().pending()).isZero();
        assertThat(records.status().withoutServerId()).isZero();
    }

    @Test
    void changesAndDeletionsOfWhatTheServerHasArePending() {
        Memory changed = linked("tea", 1);
        Memory deleted = linked("cocoa", 2);
        Memory left = linked("water", 3);
        home.update(changed.id(), fact("coffee"));
        home.delete(deleted.id());
        assertThat(pending()).containsExactly(changed.id(), deleted.id()).doesNotContain(left.id());
        assertThat(records.status().pending()).isEqualTo(2);
        assertThat(records.status().withoutServerId()).isZero();
    }

    @Test
    void whatTheServerNeverHadIsNotToBeDeletedThere() {
        Memory memory = home.add(fact("tea"));
        home.delete(memory.id());
        assertThat(pending()).isEmpty();
    }

    @Test
    void whatWasDeletedThereAndPutBackHereIsPending() {
        Memory memory = linked("tea", 1);
        Memory gone = home.delete(memory.id());
        change(book -> book.link(book.link(1).orElseThrow().gone(true).at(gone.revision())));
        assertThat(pending()).isEmpty();
        home.undo(memory.id());
        assertThat(pending()).containsExactly(memory.id());
        assertThat(records.status().withoutServerId()).isEqualTo(1);
    }

    @Test
    void sensitiveMemoriesArePendingWhereTheyMayGoOnly() {
        Memory memory = home.add(secret("pin", ""));
        assertThat(pending()).isEmpty();
        change(book -> book.rules("", true));
        assertThat(pending()).containsExactly(memory.id());
        assertThat(records.status().pending()).isEqualTo(1);
    }

    @Test
    void aSensitiveMemoryWhoseRecordIsGoneStaysHereUnlessItMayGo() {
        Memory memory = home.add(secret("pin", ""));
        change(book -> book.link(RecordLink.to(memory.id(), 1, RecordLink.NEVER, "ours", "theirs")
                .gone(true)));
        assertThat(pending()).isEmpty();
        assertThat(records.status().pending()).isZero();
        change(book -> book.rules("", true));
        assertThat(pending()).containsExactly(memory.id());
    }

    @Test
    void pendingComesInPages() {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            all.add(home.add(fact("text " + i)).id());
        }
        List<String> first = records.change(book -> book.pending(Optional.empty(), NOW, 2));
        List<String> second = records.change(book -> book.pending(Optional.of(first.get(1)), NOW, 2));
        List<String> third = records.change(book -> book.pending(Optional.of(second.get(1)), NOW, 2));
        assertThat(first).hasSize(2);
        assertThat(third).hasSize(1);
        List<String> paged = new ArrayList<>(first);
        paged.addAll(second);
        paged.addAll(third);
        assertThat(paged).containsExactlyElementsOf(all);
    }

    @Test
    void whatIsParkedWaitsForAChange() {
        Memory memory = home.add(fact("tea"));
        change(book -> book.park(memory.id(), memory.revision(), "Too strong."));
        assertThat(pending()).isEmpty();
        assertThat(records.status().parkedFirst()).containsExactly(new RecordStatus.Parked(memory.id(), "Too strong."));
        assertThat(records.status().pending()).isZero();
        home.update(memory.id(), fact("weak tea"));
        assertThat(pending()).containsExactly(memory.id());
        assertThat(records.status().parked()).isZero();
    }

    @Test
    void theUserLetsWhatIsParkedGo() {
        Memory one = home.add(fact("tea"));
        Memory other = home.add(fact("coffee"));
        change(book -> book.park(one.id(), one.revision(), "No."));
        change(book -> book.park(other.id(), other.revision(), "No."));
        assertThat(records.retry(Optional.of(one.id()))).isEqualTo(1);
        assertThat(pending()).containsExactly(one.id());
        assertThat(flag(book -> book.isWanted(one.id()))).isTrue();
        assertThat(records.retry(Optional.empty())).isEqualTo(1);
        assertThat(pending()).containsExactly(one.id(), other.id());
        assertThat(flag(book -> book.isWanted(other.id()))).isFalse();
    }

    @Test
    void otherRulesHaveEverythingLookedAtAgain() {
        Memory parked = home.add(fact("tea"));
        Memory same = linked("coffee", 1);
        change(book -> book.rules("one", false));
        change(book -> book.link(book.link(1).orElseThrow().at(same.revision())));
        change(book -> book.park(parked.id(), parked.revision(), "No."));
        change(book -> book.rules("one", false));
        assertThat(pending()).isEmpty();
        change(book -> book.rules("other", false));
        assertThat(pending()).containsExactly(parked.id(), same.id());
    }

    @Test
    void aLinkTellsTheRulesThatItWasMadeByWhenOthersHold() {
        change(book -> book.rules("old", false));
        linked("tea", 1);
        change(book -> book.rules("old", true));
        assertThat(optional(book -> book.link(1)).orElseThrow().rules()).isEmpty();
        change(book -> book.rules("new", true));
        change(book -> book.rules("newest", true));
        RecordLink link = optional(book -> book.link(1)).orElseThrow();
        assertThat(link.rules()).contains("old");
        change(book -> book.link(link.agreed(1, "other words", "theirs")));
        assertThat(optional(book -> book.link(1)).orElseThrow().rules()).isEmpty();
    }

    @Test
    void aRequestForARecordThatMayBeUnderWayIsWaitedFor() {
        Memory memory = home.add(fact("tea"));
        RecordAttempt attempt =
                records.change(book -> book.attempt(memory.id(), Kind.CREATE, memory.revision(), fact("tea")));
        assertThat(pending()).isEmpty();
        assertThat(records.status().pending()).isEqualTo(1);
        change(book -> book.looked(NOW.plusSeconds(60), LONG_AGO));
        assertThat(pending()).isEmpty();
        assertThat(list(book -> book.pending(Optional.empty(), NOW.plusSeconds(90), 9)))
                .containsExactly(memory.id());
        change(book -> book.withdraw(attempt));
        assertThat(list(book -> book.attempts(memory.id()))).isEmpty();
    }

    @Test
    void aRequestOfUnknownOutcomeCountsAsMadeByTheNextLookNotByTheOneBefore() {
        Memory memory = home.add(fact("tea"));
        change(book -> book.pulled(NOW.minusSeconds(300), NOW));
        RecordAttempt attempt =
                records.change(book -> book.attempt(memory.id(), Kind.CREATE, memory.revision(), fact("tea")));
        change(book -> book.ended(attempt, false));
        assertThat(list(book -> book.attempts(memory.id())).get(0).since()).isEmpty();
        assertThat(pending()).isEmpty();
        change(book -> book.looked(NOW, LONG_AGO));
        assertThat(list(book -> book.attempts(memory.id())).get(0).since()).contains(NOW);
    }

    @Test
    void requestsAreFoundByWhatTheyAskFor() {
        Memory memory = home.add(fact("tea"));
        RecordAttempt create =
                records.change(book -> book.attempt(memory.id(), Kind.CREATE, memory.revision(), fact("tea")));
        RecordAttempt update =
                records.change(book -> book.attempt(memory.id(), Kind.UPDATE, memory.revision(), fact("cup")));
        assertThat(list(book -> book.attempts(memory.id()))).containsExactly(update, create);
        assertThat(list(book -> book.creating(book.fingerprint(fact("tea"))))).containsExactly(create);
        assertThat(list(book -> book.creating(book.fingerprint(fact("cup"))))).isEmpty();
        change(book -> book.looked(NOW, NOW));
        assertThat(list(book -> book.attempts(memory.id())).get(0).since()).contains(NOW);
        change(book -> book.looked(NOW.plusSeconds(2), NOW.plusSeconds(1)));
        assertThat(list(book -> book.attempts(memory.id()))).isEmpty();
    }

    @Test
    void aRecordThatTheServerSaysItLacksIsWaitedFor() {
        Memory memory = linked("tea", 3);
        home.update(memory.id(), fact("coffee"));
        change(book -> book.attempt(memory.id(), Kind.MISSING, 1, fact("coffee")));
        assertThat(list(RecordBook::missing)).extracting(RecordLink::record).containsExactly(3L);
        change(book -> book.looked(NOW, NOW));
        change(book -> book.looked(NOW.plusSeconds(2), NOW.plusSeconds(1)));
        assertThat(pending()).isEmpty();
        change(book -> book.retire(memory.id()));
        assertThat(list(RecordBook::missing)).isEmpty();
        assertThat(pending()).containsExactly(memory.id());
    }

    @Test
    void linksAreKeptAsTheyAre() {
        Memory memory = home.add(fact("tea"));
        RecordLink link = new RecordLink(
                memory.id(), 5, 1, "ours", "theirs", Optional.of("looks"), true, true, Optional.of("rules"));
        change(book -> book.link(link));
        assertThat(optional(book -> book.link(5))).contains(link);
        assertThat(item(memory.id()).link()).contains(link);
        change(book -> book.link(link.to(6).showing(Optional.empty()).gone(false)));
        assertThat(optional(book -> book.link(5))).isEmpty();
        assertThat(optional(book -> book.link(6))).isPresent();
        change(book -> book.retire(memory.id()));
        assertThat(optional(book -> book.link(6))).isEmpty();
        assertThat(flag(book -> book.isDead(6))).isTrue();
        assertThat(flag(book -> book.isDead(5))).isFalse();
    }

    @Test
    void aRetiredRecordIsRememberedWithAllThatItWasKnownToSayUntilItsLastWordsAreHeard() {
        Memory memory = linked("tea", 3);
        change(book -> book.attempt(memory.id(), Kind.UPDATE, 2, fact("coffee")));
        change(book -> book.attempt(memory.id(), Kind.UPDATE, 3, fact("milk")));
        String theirs = optional(book -> book.link(3)).orElseThrow().theirs();
        assertThat(optional(book -> book.unheard(3))).isEmpty();
        change(book -> book.retire(memory.id()));
        DeadRecord dead = optional(book -> book.unheard(3)).orElseThrow();
        assertThat(dead.memory()).isEqualTo(memory.id());
        assertThat(dead.known())
                .containsExactlyInAnyOrderElementsOf(list(
                        book -> List.of(theirs, book.fingerprint(fact("coffee")), book.fingerprint(fact("milk")))));
        change(book -> book.heard(dead));
        assertThat(optional(book -> book.unheard(3))).isEmpty();
        assertThat(flag(book -> book.isDead(3))).isTrue();
    }

    @Test
    void aRecordIsOneMemorysAlone() {
        linked("tea", 1);
        Memory other = home.add(fact("coffee"));
        assertThatThrownBy(() -> change(book -> book.link(RecordLink.to(other.id(), 1, 1, "", ""))))
                .isInstanceOf(RuntimeException.class);
        assertThat(item(other.id()).link()).isEmpty();
    }

    @Test
    void aRecordThatItsMemoryLeftIsKnownUntilItIsForgotten() {
        Memory memory = linked("tea", 4);
        change(book -> book.leave(memory.id()));
        assertThat(optional(book -> book.link(4))).isEmpty();
        FormerRecord left = new FormerRecord(4, memory.id(), "theirs", false, false);
        assertThat(records.<Optional<FormerRecord>>change(book -> book.former(4)))
                .contains(left);
        assertThat(records.<List<FormerRecord>>change(book -> book.former(memory.id())))
                .containsExactly(left);
        change(book -> book.link(RecordLink.to(memory.id(), 5, memory.revision(), "ours", "theirs")));
        assertThat(pending()).as("the other one is to go").containsExactly(memory.id());
        assertThat(records.status().pending()).isEqualTo(1);
        change(book -> book.former(left.askedFor().gone(true)));
        assertThat(pending()).isEmpty();
        assertThat(records.<Optional<FormerRecord>>change(book -> book.former(4)))
                .contains(left.askedFor().gone(true));
        change(book -> book.forget(left));
        assertThat(records.<Optional<FormerRecord>>change(book -> book.former(4)))
                .isEmpty();
    }

    @Test
    void whatSaysTheSameAndHasNoRecordIsFound() {
        linked("linked", 1);
        Memory open = home.add(fact("open"));
        Memory sealed = home.add(secret("sealed", "s"));
        home.delete(home.add(fact("deleted")).id());
        assertThat(optional(book -> book.unlinked(fact("open"))))
                .hasValueSatisfying(item -> assertThat(item.memory()).isEqualTo(open));
        assertThat(optional(book -> book.unlinked(fact("sealed"))))
                .hasValueSatisfying(item -> assertThat(item.memory()).isEqualTo(sealed));
        assertThat(optional(book -> book.unlinked(fact("linked")))).isEmpty();
        assertThat(optional(book -> book.unlinked(fact("deleted")))).isEmpty();
        assertThat(optional(book ->
                        book.unlinked(new NewMemory("other", fact("open").text(), 0.5, false))))
                .isEmpty();
    }

    @Test
    void whatComesKeepsItsTimesAndIsNotShortened() {
        String long1 = "x".repeat(NewMemory.MOST_CONTENT);
        Memory memory = records.change(book -> book.insert(fact(long1), LONG_AGO, LONG_AGO.plusSeconds(1)));
        assertThat(home.find(memory.id())).contains(memory);
        assertThat(memory.created()).isEqualTo(LONG_AGO);
        assertThat(memory.updated()).isEqualTo(LONG_AGO.plusSeconds(1));
        assertThat(memory.text().content()).isEqualTo(long1);
        assertThatThrownBy(() -> change(book -> book.insert(fact(long1 + "x"), LONG_AGO, LONG_AGO)))
                .isInstanceOf(MemoryException.class);
        assertThat(home.all()).hasSize(1);
    }

    @Test
    void whatComesCanBeUndoneLikeAnyChange() {
        Memory memory = home.add(secret("pin", "a"));
        Memory changed = records.change(book -> book.replace(memory, secret("new pin", "b"), LONG_AGO));
        assertThat(changed.updated()).isEqualTo(LONG_AGO);
        assertThat(changed.revision()).isEqualTo(memory.revision() + 1);
        assertThat(home.find(memory.id())).contains(changed);
        Memory gone = records.change(book -> book.delete(changed));
        assertThat(home.find(memory.id())).isEmpty();
        Memory back = records.change(book -> book.replace(gone, secret("third pin", "b"), LONG_AGO));
        assertThat(home.find(memory.id())).contains(back);
        assertThat(home.undo(memory.id()))
                .hasValueSatisfying(undone -> assertThat(undone.deleted()).isPresent());
        assertThat(home.undo(memory.id()))
                .hasValueSatisfying(
                        undone -> assertThat(undone.text().content()).isEqualTo("third pin"));
    }

    @Test
    void whatTheServerDeletedIsToBeDeletedUnlessItChanged() {
        Memory untouched = linked("tea", 1);
        Memory changed = linked("coffee", 2);
        change(book -> {
            book.link(book.link(1).orElseThrow().gone(true));
            book.link(book.link(2).orElseThrow().gone(true));
        });
        assertThat(list(book -> book.doomed(10))).containsExactly(untouched.id(), changed.id());
        home.update(changed.id(), fact("more coffee"));
        assertThat(list(book -> book.doomed(10))).containsExactly(untouched.id());
        assertThat(pending()).containsExactly(changed.id());
    }

    @Test
    void manyDeletionsWaitForTheUsersWord() {
        List<Memory> memories = new ArrayList<>();
        for (int record = 1; record <= 20; record++) {
            memories.add(linked("text " + record, record));
        }
        for (int i = 0; i < 10; i++) {
            home.delete(memories.get(i).id());
        }
        assertThat(records.status().heldDeletes().isNone()).isTrue();
        home.delete(memories.get(10).id());
        assertThat(records.status().heldDeletes()).isEqualTo(new RecordStatus.HeldDeletes(0, 11));
        records.allowDeletes();
        assertThat(records.status().heldDeletes().isNone()).isTrue();
        assertThat(records.<RecordDeletes>change(RecordBook::deletes).allowed()).isTrue();
        change(RecordBook::deletesDone);
        assertThat(records.status().heldDeletes().there()).isEqualTo(11);
    }

    @Test
    void aWordIsForTheDeletionsThatWaitedWhenItWasGiven() {
        List<Memory> memories = new ArrayList<>();
        for (int record = 1; record <= 40; record++) {
            memories.add(linked("text " + record, record));
        }
        memories.subList(0, 21).forEach(memory -> home.delete(memory.id()));
        records.allowDeletes();
        assertThat(records.status().heldDeletes().isNone()).isTrue();
        home.delete(memories.get(21).id());
        assertThat(records.status().heldDeletes().there()).as("one more").isEqualTo(22);
        records.allowDeletes();
        change(book -> memories.subList(0, 22).forEach(memory -> {
            RecordItem item = book.item(memory.id()).orElseThrow();
            book.link(item.link().orElseThrow().gone(true).at(item.memory().revision()));
        }));
        assertThat(records.<RecordDeletes>change(RecordBook::deletes).there()).isZero();
        memories.subList(22, 40).forEach(memory -> home.delete(memory.id()));
        assertThat(records.status().heldDeletes().there()).as("others").isEqualTo(18);
    }

    @Test
    void aWordForNothingAllowsNothing() {
        linked("tea", 1);
        records.allowDeletes();
        assertThat(records.<RecordDeletes>change(RecordBook::deletes).allowed()).isFalse();
    }

    @Test
    void whatStandsForASensitiveTextIsKnownByItsLooks() {
        Memory before = home.add(secret("old pin", "bank"));
        change(book -> book.rules("", true));
        Memory later = home.add(secret("pin", "bank"));
        RecordAttempt attempt =
                records.change(book -> book.attempt(later.id(), Kind.CREATE, later.revision(), secret("pin", "bank")));
        NewMemory shown = secret("[hidden]", "bank");
        assertThat(list(book -> book.creatingAlike(shown))).containsExactly(attempt);
        assertThat(list(book -> book.creatingAlike(secret("[hidden]", "door")))).isEmpty();
        assertThat(isAlike(later, Optional.of(attempt))).isFalse();
        Memory redacted = records.change(book -> book.insert(shown, NOW, NOW));
        change(book ->
                book.link(RecordLink.to(redacted.id(), 1, 1, "", "").showing(Optional.of(book.redacted(shown)))));
        assertThat(isAlike(later, Optional.of(attempt))).isTrue();
        assertThat(isAlike(later, Optional.empty()))
                .as("one that came after the rules")
                .isFalse();
        assertThat(isAlike(before, Optional.empty()))
                .as("one that was there before")
                .isTrue();
        change(book -> book.ended(attempt, true));
        assertThat(list(book -> book.creatingAlike(shown))).isEmpty();
    }

    @Test
    void whatTheServerShowedInPlaceOfATextIsNeverTakenForOne() {
        assertThat(flag(book -> book.isRedacted(fact("[hidden]")))).isFalse();
        change(book -> book.redacted(secret("[hidden]", "bank")));
        assertThat(flag(book -> book.isRedacted(fact("[hidden]")))).isTrue();
        assertThat(flag(book -> book.isRedacted(secret("[hidden]", "door")))).isTrue();
        assertThat(flag(book -> book.isRedacted(fact("hidden")))).isFalse();
    }

    private boolean isAlike(Memory memory, Optional<RecordAttempt> attempt) {
        RecordItem item = item(memory.id());
        return records.change(book -> book.isShownAlike(item, item.said(), attempt));
    }

    @Test
    void fingerprintsTellEverythingApart() {
        List<NewMemory> all = List.of(
                fact("a"),
                fact("b"),
                new NewMemory("other", fact("a").text(), 0.5, false),
                new NewMemory("facts", new MemoryText("a", "t", ""), 0.5, false),
                new NewMemory("facts", new MemoryText("a", "", "t"), 0.5, false),
                new NewMemory("facts", fact("a").text(), 0.6, false),
                fact("a").withSensitive(true));
        List<String> prints =
                records.change(book -> all.stream().map(book::fingerprint).toList());
        assertThat(prints).doesNotHaveDuplicates().doesNotContain(RecordLink.UNSEEN);
        assertThat(list(book -> all.stream().map(book::fingerprint).toList())).isEqualTo(prints);
    }

    @Test
    void conflictsAreListedUntilSettledOrDeleted() {
        Memory one = home.add(fact("tea"));
        Memory other = home.add(fact("coffee"));
        change(book -> {
            book.conflict(one.id());
            book.conflict(other.id());
        });
        assertThat(records.status().conflictsFirst()).containsExactly(one.id(), other.id());
        assertThat(records.settle(one.id())).isTrue();
        assertThat(records.settle(one.id())).isFalse();
        assertThat(records.status().conflicts()).isEqualTo(1);
        home.delete(other.id());
        assertThat(records.status().conflicts()).isZero();
    }

    @Test
    void timesAreTold() {
        change(book -> {
            book.pulled(LONG_AGO, NOW);
            book.pushed(NOW.plusSeconds(1));
            book.keyRefused(Optional.of(NOW.plusSeconds(2)));
        });
        assertThat(optional(RecordBook::mark)).contains(LONG_AGO);
        assertThat(records.status().lastPull()).contains(NOW);
        assertThat(records.status().lastPush()).contains(NOW.plusSeconds(1));
        assertThat(records.status().keyRefused()).contains(NOW.plusSeconds(2));
        change(book -> book.keyRefused(Optional.empty()));
        assertThat(records.status().keyRefused()).isEmpty();
    }

    @Test
    void serversAreApart() {
        Memory memory = linked("tea", 1);
        change(book -> book.pulled(LONG_AGO, NOW));
        RecordStore other = home.records("other");
        assertThat(other.<Optional<Instant>>change(RecordBook::mark)).isEmpty();
        assertThat(other.<Optional<RecordLink>>change(book -> book.link(1))).isEmpty();
        assertThat(other.status().pending()).isEqualTo(1);
        other.change(book -> {
            book.link(RecordLink.to(memory.id(), 1, RecordLink.NEVER, "x", "y"));
            return true;
        });
        assertThat(item(memory.id()).link().orElseThrow().ours()).isEqualTo("ours");
        assertThat(pending()).isEmpty();
    }

    @Test
    void whatFailsChangesNothing() {
        Memory memory = linked("tea", 1);
        RecordStatus before = records.status();
        assertThatThrownBy(() -> change(book -> {
                    book.insert(fact("coffee"), NOW, NOW);
                    book.replace(memory, fact("cold tea"), NOW);
                    book.retire(memory.id());
                    book.pulled(NOW, NOW);
                    throw new IllegalStateException("on purpose");
                }))
                .hasMessage("on purpose");
        assertThat(home.all()).containsExactly(memory);
        assertThat(records.status()).isEqualTo(before);
        assertThat(item(memory.id()).link()).isPresent();
    }
}
