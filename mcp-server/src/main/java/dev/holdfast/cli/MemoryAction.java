package dev.holdfast.cli;

import dev.holdfast.settings.Settings;
import dev.holdfast.sync.memory.Memory;
import dev.holdfast.sync.memory.MemoryPage;
import dev.holdfast.sync.memory.MemoryStore;
import dev.holdfast.sync.memory.record.RecordService;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;

/** What the commands about memories have in common: the store, opened for one action, and how memories look. */
abstract class MemoryAction extends HomeAction {
    private static final int SHOWN = 100;
    private static final int MOST = 1000;

    private Optional<RecordService> api = Optional.empty();

    MemoryAction(Cli cli) {
        super(cli);
    }

    /** Does it and prints what came of it; gives the exit status. */
    abstract int run(MemoryStore store) throws IOException;

    /** Whether it changes memories, of which a memory API is to hear. */
    boolean changes() {
        return false;
    }

    @Override
    final int act(Settings settings) throws IOException {
        try (MemoryStore store = new MemoryStore(settings.home(), InstantSource.system())) {
            this.api = RecordService.of(settings, () -> store, InstantSource.system());
            int status = run(store);
            out().flush();
            if (changes() && api.filter(RecordService::hasKey).isPresent()) {
                new DetachedDrainer(settingsOptions().flags()).run();
            }
            return status;
        }
    }

    /** What keeps the store in step with the memory API; empty where the settings name none. */
    final Optional<RecordService> api() {
        return api;
    }

    /** The text itself, or all of stdin for a dash: what stands in a command line is seen by others and kept by the shell. */
    final String textOrInput(String text) throws IOException {
        return text.equals("-")
                ? new String(cli().streams().in().readAllBytes(), StandardCharsets.UTF_8).strip()
                : text;
    }

    final int limit(MemoryFilterOptions options) {
        if (options.limit() < 1 || options.limit() > MOST) {
            throw bad("--limit is " + options.limit() + ", but it must be a number from 1 to " + MOST + ".");
        }
        return options.limit();
    }

    final void printLines(MemoryPage page) {
        page.memories().forEach(memory -> out().println(line(memory)));
        page.next().ifPresent(cursor -> cli().terminal().err().println("More with:  --cursor " + cursor));
    }

    private static String line(Memory memory) {
        String shown =
                memory.sensitive() ? "(sensitive)" : beginning(memory.text().content());
        return memory.id() + "  " + memory.updated().toString().substring(0, 10) + "  "
                + Terminal.printable(memory.category()) + "  " + shown;
    }

    private static String beginning(String content) {
        String line = content.replaceAll("\\s+", " ");
        int end = line.offsetByCodePoints(0, Math.min(SHOWN, line.codePointCount(0, line.length())));
        return Terminal.printable(line.substring(0, end));
    }

    /** Everything about a memory; its content keeps its lines. */
    final void printAll(Memory memory) {
        out().println("Id:         " + memory.id());
        out().println("Category:   " + Terminal.printable(memory.category()));
        out().println("Tags:       " + Terminal.printable(memory.text().tags()));
        out().println("Keywords:   " + Terminal.printable(memory.text().keywords()));
        out().println("Importance: " + memory.importance());
        out().println("Sensitive:  " + (memory.sensitive() ? "yes" : "no"));
        out().println("Created:    " + memory.created());
        out().println("Updated:    " + memory.updated() + " (revision " + memory.revision() + ")");
        memory.deleted().ifPresent(at -> out().println("Deleted:    " + at));
        out().println();
        memory.text().content().lines().map(MemoryAction::printableLine).forEach(out()::println);
    }

    private static String printableLine(String line) {
        return Terminal.printable(line.replace("\t", "    "));
    }
}
