package dev.holdfast.cli;

import dev.holdfast.settings.Settings;
import dev.holdfast.sync.space.SpaceDocument;
import dev.holdfast.sync.space.SpaceStore;
import dev.holdfast.sync.space.SpaceVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdfast space show}: everything about one document. */
@Command(
        name = "show",
        description = "Show a document: what is known of it, and its text.",
        footer = {"", "--output FILE writes its bytes as they are; on the terminal, what no text can be is shown as ?."
        })
final class SpaceShowCommand extends SpaceAction {
    private static final int SHOWN = 1 << 20;

    @Parameters(index = "0", paramLabel = "SPACE", description = "The space.")
    private String name = "";

    @Parameters(index = "1", paramLabel = "DOCUMENT", description = "Its path or its id.")
    private String document = "";

    @Option(names = "--history", description = "Show also how it was before changes that can be undone.")
    private boolean history;

    @Option(names = "--output", paramLabel = "FILE", description = "Write its content to a file that is not there yet.")
    private @Nullable String output;

    SpaceShowCommand(Cli cli) {
        super(cli);
    }

    @Override
    int run(SpaceStore store, Settings settings) throws IOException {
        Optional<SpaceDocument> found = store.find(space(name), document);
        List<SpaceVersion> versions = history ? store.versions(name, document) : List.of();
        if (found.isEmpty() && versions.isEmpty()) {
            throw SpaceStore.unknownDocument(name, document);
        }
        if (output != null) {
            write(store, found.orElseThrow(() -> SpaceStore.unknownDocument(name, document)), path(output));
        }
        if (json()) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("document", found.map(SpaceText::fields).orElse(null));
            fields.put("history", versions.stream().map(SpaceText::fields).toList());
            JsonOut.print(cli(), fields);
            return ExitCode.DONE;
        }
        found.ifPresentOrElse(this::print, () -> out().println("The document was deleted."));
        versions.forEach(this::print);
        if (found.isPresent() && output == null) {
            printText(store, found.get());
        }
        return ExitCode.DONE;
    }

    private void print(SpaceDocument of) {
        out().println("Id:       " + of.id());
        out().println("Path:     " + Terminal.printable(of.path()));
        out().println("Size:     " + of.size() + " bytes, SHA-256 " + of.sha256());
        out().println("Metadata: " + Terminal.printable(of.metadata()));
        of.parent().ifPresent(id -> out().println("Parent:   " + id));
        out().println("Modified: " + of.modified());
        out().println("Stored:   " + of.created() + ", last changed " + of.updated() + " (revision " + of.revision()
                + ")");
    }

    private void print(SpaceVersion version) {
        out().println("Before " + version.replaced() + ": revision " + version.revision() + ", " + version.size()
                + " bytes, SHA-256 " + version.sha256() + ", metadata " + Terminal.printable(version.metadata()));
    }

    private void printText(SpaceStore store, SpaceDocument of) throws IOException {
        out().println();
        try (InputStream in = store.open(of)) {
            String text = new String(in.readNBytes(SHOWN), StandardCharsets.UTF_8);
            text.lines()
                    .map(line -> Terminal.printable(line.replace("\t", "    ")))
                    .forEach(out()::println);
        }
        if (of.size() > SHOWN) {
            cli().terminal().err().println("Only the first MiB is shown; --output FILE gives all of it.");
        }
    }

    private void write(SpaceStore store, SpaceDocument of, Path to) throws IOException {
        try (InputStream in = store.open(of);
                OutputStream file = Files.newOutputStream(to, StandardOpenOption.CREATE_NEW)) {
            in.transferTo(file);
        } catch (FileAlreadyExistsException e) {
            throw bad("The file " + to + " is there already; name another one.");
        }
    }
}
