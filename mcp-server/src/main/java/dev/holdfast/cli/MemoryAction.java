package dev.holdfast.cli;

import dev.holdfast.settings.Settings;
import dev.holdfast.sync.memory.Memory;
import dev.holdfast.sync.memory.MemoryPage;
import dev.holdfast.sync.memory.MemoryStore;
import dev.holdfast.sync.memory.record.RecordService;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the commands about memories have in common: the store, opened for one action, and how memories look. */
abstract class MemoryAction implements Callable<Integer> {
    private static final int SHOWN = 100;
    private static final int MOST = 1000;

    private final Cli cli;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final SettingsOptions settingsOptions = new SettingsOptions();

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    private Optional<RecordService> api = Optional.empty();

    MemoryAction(Cli cli) {
        this.cli = cli;
    }

    /** Does it and prints what came of it; gives the exit status. */
    abstract int run(MemoryStore store) throws IOException;

    /** Whether it changes memories, of which a memory API is to hear. */
    boolean changes() {
        return false;
    }

    @Override
    public final Integer call() throws IOException {
        Settings settings = settingsOptions.load(cli);
        try (MemoryStore store = new MemoryStore(settings.home(), InstantSource.system())) {
            this.api = RecordService.of(settings, () -> store, InstantSource.system());
            int status = run(store);
            out().flush();
            if (changes() && api.filter(RecordService::hasKey).isPresent()) {
                new DetachedDrainer(settingsOptions.flags()).run();
            }
            return status;
        }
    }

    /** What keeps the store in step with the memory API; empty where the settings name none. */
    final Optional<RecordService> api() {
        return api;
    }

    final Cli cli() {
        return cli;
    }

    final boolean json() {
        return json;
    }

    final PrintWriter out() {
        return cli.terminal().out();
    }

    final ParameterException bad(String sentence) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), sentence);
    }

    /** The text itself, or all of stdin for a dash: what stands in a command line is seen by others and kept by the shell. */
    final String textOrInput(String text) throws IOException {
        return text.equals("-") ? new String(cli.streams().in().readAllBytes(), StandardCharsets.UTF_8).strip() : text;
    }

    final Path path(String text) {
        try {
            return text.startsWith("~/") ? cli.userHome().resolve(text.substring(2)) : Path.of(text);
        } catch (InvalidPathException e) {
            throw bad("'" + text + "' is no path.");
        }
    }

    final int limit(MemoryFilterOptions options) {
        if (options.limit() < 1 || options.limit() > MOST) {
            throw bad("--limit is " + options.limit() + ", but it must be a number from 1 to " + MOST + ".");
        }
        return options.limit();
    }

    final void printLines(MemoryPage page) {
        page.memories().forEach(memory -> out().println(line(memory)));
        page.next().ifPresent(cursor -> cli.terminal().err().println("More with:  --cursor " + cursor));
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
