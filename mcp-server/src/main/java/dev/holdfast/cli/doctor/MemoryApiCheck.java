package dev.holdfast.cli.doctor;

import dev.holdfast.sync.memory.record.RecordService;
import java.time.Duration;
import java.util.Optional;

/** Asks the memory API whether it is there, and then whether it accepts the key. */
final class MemoryApiCheck {
    private static final String CHECK = "memory api";

    private MemoryApiCheck() {}

    static Finding of(RecordService api, Duration limit) {
        Optional<String> problem = api.problem(limit);
        if (problem.isPresent()) {
            return Finding.problem(CHECK, problem.get());
        }
        if (!api.hasKey()) {
            return Finding.problem(
                    CHECK,
                    api.address()
                            + " answers, but the settings name no key for it; set memory_api_key to a reference such"
                            + " as ${file:PATH}");
        }
        return api.problemWithKey(limit)
                .map(refusal -> Finding.problem(CHECK, refusal))
                .orElseGet(() -> Finding.ok(CHECK, api.address() + " answers and accepts the key"));
    }
}
