package dev.holdfast.testkit.record;

import java.time.Clock;

class MemoryHomeTest extends RecordStoreContract {
    @Override
    protected RecordHome open(Clock clock) {
        return new MemoryHome(clock);
    }
}
