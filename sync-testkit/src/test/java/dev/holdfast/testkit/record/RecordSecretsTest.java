package dev.holdfast.testkit.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sync.memory.Memory;
import dev.holdfast.sync.memory.record.MemoryApiException;
import dev.holdfast.sync.memory.record.MemoryApiException.Kind;
import dev.holdfast.sync.memory.record.RecordRules;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What becomes of sensitive memories where requests get lost, and of their marks. */
class RecordSecretsTest extends RecordSyncSetup {
    @Test
    void aSecretOfAnotherMachineThatLooksAlikeIsNotTakenForALostOneOfOurs() {
        laptop.sync();
        desktop.sync();
        Memory mine = laptop.memories.add(secret("mine", ""));
        laptop.api.failing(Kind.UNKNOWN, 0, false);
        laptop.sync();
        laptop.sync();
        pass(200);
        desktop.memories.add(secret("theirs", ""));
        desktop.sync();
        laptop.sync();
        laptop.edit(mine.id(), "mine, changed");
        laptop.sync();
        assertThat(there()).containsExactly("theirs");
        assertThat(laptop.memories.all()).as("both").hasSize(2);
        pass(1200);
        laptop.sync();
        assertThat(laptop.records.status().parked()).as("asked about").isEqualTo(1);
    }

    @Test
    void aSecretOfAnotherMachineIsNotTakenForALostOneBeforeTheNextLookEither() {
        laptop.sync();
        desktop.sync();
        laptop.memories.add(secret("mine", ""));
        laptop.api.failing(Kind.UNKNOWN, 0, false);
        laptop.sync();
        pass(200);
        desktop.memories.add(secret("theirs", ""));
        desktop.sync();
        laptop.sync();
        assertThat(laptop.memories.all()).as("both").hasSize(2);
    }

    @Test
    void aSecretWhoseReplyWasLostIsFoundAndNotSentAgain() {
        laptop.memories.add(secret("mine", ""));
        laptop.api.failing(Kind.UNKNOWN, 0, true);
        laptop.sync();
        settleTo(List.of("mine"), laptop);
        assertThat(server.records()).hasSize(1);
    }

    @Test
    void whatWasMarkedHereIsStillMarkedWhenAnEditBringsItBack() throws Exception {
        laptop.rules = new RecordRules(Map.of(), false);
        Memory memory = laptop.add("tea");
        laptop.sync();
        laptop.memories.update(memory.id(), secret("tea", ""));
        laptop.sync();
        laptop.memories.delete(memory.id());
        server.update(live().get(0).id(), plain("more tea"), Duration.ZERO, hit -> {});
        laptop.sync();
        Memory back = laptop.memories.find(memory.id()).orElseThrow();
        assertThat(back.deleted()).isEmpty();
        assertThat(back.sensitive()).isTrue();
    }

    @Test
    void whatWasMarkedHereIsStillMarkedWhenADeletionHitsAChange() {
        laptop.rules = new RecordRules(Map.of(), false);
        Memory memory = laptop.add("tea");
        laptop.sync();
        laptop.memories.update(memory.id(), secret("tea", ""));
        laptop.memories.delete(memory.id());
        laptop.way = new ForwardingApi(laptop.api) {
            @Override
            public void delete(long id) throws MemoryApiException {
                server.update(id, plain("more tea"), Duration.ZERO, hit -> {});
                super.delete(id);
            }
        };
        laptop.sync();
        laptop.sync();
        assertThat(laptop.memories.all())
                .singleElement()
                .satisfies(back -> assertThat(back.sensitive()).isTrue());
    }
}
