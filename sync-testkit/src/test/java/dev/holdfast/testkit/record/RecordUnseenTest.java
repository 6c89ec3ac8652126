package dev.holdfast.testkit.record;

import dev.holdfast.sync.memory.record.MemoryApiException;
import dev.holdfast.sync.memory.record.MemoryApiException.Kind;
import dev.holdfast.sync.memory.record.ServerRecord;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What came about on the server while a machine could not see it. */
class RecordUnseenTest extends RecordSyncSetup {
    @Test
    void whatWasStoredElsewhereLongBeforeOursAndUnseenIsOneWithIt() {
        desktop.sync();
        pass(200);
        laptop.add("tea");
        laptop.sync();
        pass(60);
        desktop.add("tea");
        desktop.way = new ForwardingApi(desktop.api) {
            @Override
            public Instant records(Optional<Instant> since, Consumer<ServerRecord> use) throws MemoryApiException {
                throw new MemoryApiException(Kind.ODD_REPLY, 200, "Odd.", null);
            }
        };
        desktop.sync();
        desktop.way = desktop.api;
        settleTo(List.of("tea"), laptop, desktop);
    }

    @Test
    void whatWasPutBackAfterAChangeThatLandedUnheardIsKeptBesideWhatOthersMadeOfTheChange() {
        changeAndPutBackUnheard();
        desktop.edit(desktop.id("coffee"), "cocoa");
        desktop.sync();
        settleTo(List.of("cocoa", "tea"), laptop, desktop);
    }

    @Test
    void whatWasPutBackAfterAChangeThatLandedUnheardOutlivesADeletionOfTheChange() {
        changeAndPutBackUnheard();
        desktop.memories.delete(desktop.id("coffee"));
        desktop.sync();
        settleTo(List.of("tea"), laptop, desktop);
    }

    /** The laptop says "tea" again, and the desktop has seen the "coffee" that it said meanwhile. */
    private void changeAndPutBackUnheard() {
        laptop.add("tea");
        settle(laptop, desktop);
        laptop.edit(laptop.id("tea"), "coffee");
        laptop.api.failing(Kind.UNKNOWN, 0, true);
        laptop.sync();
        laptop.edit(laptop.id("coffee"), "tea");
        desktop.sync();
    }
}
