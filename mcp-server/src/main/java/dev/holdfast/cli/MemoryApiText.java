package dev.holdfast.cli;

import dev.holdfast.mcp.Human;
import dev.holdfast.mcp.tool.MemoryStatus;
import dev.holdfast.sync.SyncStatus;
import dev.holdfast.sync.memory.RecordStatus;
import dev.holdfast.sync.memory.record.RecordStanding;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Optional;

/** How memories stand with the memory API, in words. */
final class MemoryApiText {
    private MemoryApiText() {}

    static void print(Terminal terminal, SyncStatus.MemoryApi api, Instant now) {
        PrintWriter out = terminal.out();
        RecordStanding standing = api.standing();
        RecordStatus records = standing.records();
        out.println("Memory API: " + standing.address() + ": "
                + api.problem()
                        .map(problem -> terminal.bad("not reachable") + " (" + Terminal.printable(problem) + ")")
                        .orElseGet(() -> terminal.good("reachable"))
                + ", key " + MemoryStatus.key(standing));
        out.println("            " + records.pending() + " to be sent, " + records.withoutServerId()
                + " not there yet, " + records.parked() + " not taken, " + records.conflicts()
                + " in conflict; last sent "
                + ago(records.lastPush(), now) + ", last received " + ago(records.lastPull(), now));
        records.parkedFirst()
                .forEach(parked ->
                        out.println("Not taken:  " + parked.id() + ": " + Terminal.printable(parked.reason())));
    }

    private static String ago(Optional<Instant> time, Instant now) {
        return time.map(at -> Human.ago(at, now)).orElse("never");
    }
}
