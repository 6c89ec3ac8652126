package dev.holdfast.sync.memory.record;

import dev.holdfast.sync.memory.RecordStore;
import java.time.InstantSource;
import java.util.Optional;

/** Whether a refusal is about the key or about one record. */
enum KeyCheck {
    /** The key is not accepted. */
    KEY,
    /** The key is good. */
    RECORD,
    /** That can't be told now. */
    UNCLEAR;

    private static final int FORBIDDEN = 403;

    /** What this failure is about. A 403 may mean either, so the key alone is looked at then. */
    static KeyCheck of(MemoryApi api, MemoryApiException failure) {
        return switch (failure.kind()) {
            case KEY_REFUSED -> KEY;
            case RECORD_REFUSED -> failure.status() == FORBIDDEN ? asked(api) : RECORD;
            default -> UNCLEAR;
        };
    }

    private static KeyCheck asked(MemoryApi api) {
        try {
            api.checkKey();
            return RECORD;
        } catch (MemoryApiException e) {
            boolean refused = e.kind() == MemoryApiException.Kind.KEY_REFUSED
                    || e.kind() == MemoryApiException.Kind.RECORD_REFUSED;
            return refused ? KEY : UNCLEAR;
        }
    }

    /** Keeps that the key is not accepted. */
    static void refused(RecordStore store, InstantSource clock, Tally tally) {
        tally.keyRefused();
        store.change(book -> {
            book.keyRefused(Optional.of(clock.instant()));
            return true;
        });
    }
}
