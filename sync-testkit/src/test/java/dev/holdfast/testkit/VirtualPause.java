package dev.holdfast.testkit;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.storage.Pause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Remembers waits instead of waiting. */
final class VirtualPause implements Pause {
    final List<Duration> waits = new ArrayList<>();

    @Override
    public void pause(Duration time, CancelSignal cancel) {
        cancel.throwIfCancelled();
        waits.add(time);
    }
}
