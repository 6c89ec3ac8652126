package dev.holdfast.testkit.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sync.memory.FormerRecord;
import dev.holdfast.sync.memory.Memory;
import dev.holdfast.sync.memory.NewMemory;
import dev.holdfast.sync.memory.RecordItem;
import dev.holdfast.sync.memory.RecordLink;
import dev.holdfast.sync.memory.record.RecordContent;
import dev.holdfast.sync.memory.record.RecordRules;
import dev.holdfast.sync.memory.record.ServerRecord;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What must hold on all machines and the server once nothing is left to do. */
final class Settled {
    private static final Instant FOREVER = Instant.parse("9999-01-01T00:00:00Z");

    private final List<Machine> machines;
    private final List<ServerRecord> records;
    private final Wishes wishes;
    private final RecordRules rules;

    Settled(List<Machine> machines, SimMemoryServer server, Wishes wishes, RecordRules rules) {
        this.machines = machines;
        this.records =
                server.records().stream().filter(record -> !record.deleted()).toList();
        this.wishes = wishes;
        this.rules = rules;
    }

    void check() {
        records.forEach(this::isFitForTheServer);
        machines.forEach(this::isLikeTheServer);
        Map<String, Integer> there = new HashMap<>();
        records.forEach(record -> there.merge(record.content().text().content(), 1, Integer::sum));
        for (String text : wishes.texts()) {
            int count = there.getOrDefault(text, 0);
            if (wishes.mustBeThere(text)) {
                assertThat(count > 0 || machines.stream().anyMatch(machine -> has(machine, text)))
                        .as("lost: %s", text)
                        .isTrue();
            }
            if (wishes.mustBeGone(text)) {
                assertThat(count).as("back again: %s", text).isZero();
            }
            assertThat(count).as("twice: %s", text).isLessThanOrEqualTo(wishes.most(text));
        }
    }

    private static boolean has(Machine machine, String text) {
        return machine.home.all().stream()
                .anyMatch(memory -> memory.text().content().equals(text));
    }

    private void isFitForTheServer(ServerRecord record) {
        RecordContent content = record.content();
        assertThat(content.text().content()).as("what stands for a text").isNotEqualTo(SimMemoryServer.REDACTED);
        if (content.text().content().startsWith("secret")) {
            assertThat(content.sensitive())
                    .as("flag of %s", content.text().content())
                    .isTrue();
            assertThat(rules.sensitive()).as("a secret on the server").isTrue();
        }
    }

    private void isLikeTheServer(Machine machine) {
        String name = machine.device.name();
        Map<Long, ServerRecord> left = new HashMap<>();
        records.forEach(record -> left.put(record.id(), record));
        for (Memory memory : machine.home.all()) {
            Optional<RecordLink> link = machine.records.change(
                    book -> book.item(memory.id()).orElseThrow().link().filter(each -> !each.gone()));
            if (link.isPresent()) {
                ServerRecord record = left.remove(link.get().record());
                assertThat(record)
                        .as("%s: the record of %s", name, memory.text().content())
                        .isNotNull();
                if (record != null) {
                    isSame(machine, memory, record);
                }
            } else {
                assertThat(mayBeHereAlone(machine, memory))
                        .as(
                                "%s: why %s is not on the server",
                                name, memory.text().content())
                        .isTrue();
            }
        }
        left.keySet().removeIf(record -> isLeftForOneThatWaits(machine, record));
        assertThat(left.values()).as("%s: records that it lacks", name).isEmpty();
    }

    /** What was made sensitive leaves its record when it has another, and that may wait for the user. */
    private static boolean isLeftForOneThatWaits(Machine machine, long record) {
        return machine.records
                .<Optional<FormerRecord>>change(book -> book.former(record))
                .flatMap(former -> machine.home.find(former.memory()))
                .filter(memory -> isParked(machine, memory))
                .isPresent();
    }

    private boolean mayBeHereAlone(Machine machine, Memory memory) {
        return (memory.sensitive() && !rules.sensitive()) || isParked(machine, memory);
    }

    /** What would be news, and is not pending once nothing is under way. */
    private static boolean isParked(Machine machine, Memory memory) {
        return machine.records.change(book -> {
            boolean isNews = book.item(memory.id())
                    .flatMap(RecordItem::link)
                    .filter(link -> link.revision() == memory.revision())
                    .isEmpty();
            return isNews
                    && !book.pending(Optional.empty(), FOREVER, Integer.MAX_VALUE)
                            .contains(memory.id());
        });
    }

    private void isSame(Machine machine, Memory memory, ServerRecord record) {
        RecordContent content = record.content();
        NewMemory theirs = new NewMemory(
                rules.categories().getOrDefault(memory.category(), memory.category()),
                memory.text(),
                memory.importance(),
                memory.sensitive());
        if (isParked(machine, memory)) {
            return;
        }
        String which = machine.device.name() + ": " + memory.text().content() + ", record " + record.id();
        assertThat(List.of(theirs.text().tags(), theirs.text().keywords(), theirs.category(), theirs.importance()))
                .as(which)
                .isEqualTo(List.of(
                        content.text().tags(), content.text().keywords(), content.category(), content.importance()));
        if (content.sensitive()) {
            assertThat(memory.sensitive())
                    .as("%s: mark of a sensitive one", machine.device.name())
                    .isTrue();
        } else {
            assertThat(memory.text().content()).isEqualTo(content.text().content());
        }
    }
}
