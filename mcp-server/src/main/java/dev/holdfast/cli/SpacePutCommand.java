package dev.holdfast.cli;

import dev.holdfast.settings.Settings;
import dev.holdfast.sync.space.DocumentWish;
import dev.holdfast.sync.space.SpaceDocument;
import dev.holdfast.sync.space.SpaceException;
import dev.holdfast.sync.space.SpaceStore;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdfast space put}: stores a document. */
@Command(
        name = "put",
        description = "Store a document in a space, which is made when it is not there.",
        footer = {
            "",
            "A document that is at the path already keeps its id, and 'undo' brings back",
            "what it was. To change only --metadata or --parent of it, give --keep and no",
            "FILE."
        })
final class SpacePutCommand extends SpaceAction {
    @Parameters(index = "0", paramLabel = "SPACE", description = "The space.")
    private String name = "";

    @Parameters(index = "1", paramLabel = "PATH", description = "Where in the space, such as notes/monday.md.")
    private String path = "";

    @Parameters(
            index = "2",
            arity = "0..1",
            paramLabel = "FILE",
            description = "Its content; without it, all of stdin.")
    private @Nullable String file;

    @Option(names = "--metadata", paramLabel = "JSON", description = "Its metadata, a JSON object.")
    private @Nullable String metadata;

    @Option(names = "--parent", paramLabel = "DOCUMENT", description = "The path or id of the document it belongs to.")
    private @Nullable String parent;

    @Option(names = "--keep", description = "Keep the content that it has.")
    private boolean keep;

    SpacePutCommand(Cli cli) {
        super(cli);
    }

    @Override
    int run(SpaceStore store, Settings settings) throws IOException {
        if (keep && file != null) {
            throw bad("--keep leaves the content as it is: leave FILE out, or --keep.");
        }
        String place = store.has(space(name))
                ? store.find(name, path).map(SpaceDocument::path).orElse(path)
                : path;
        DocumentWish wish = DocumentWish.at(place);
        if (metadata != null) {
            wish = wish.withMetadata(metadata);
        }
        if (parent != null) {
            String wanted = parent;
            wish = wish.withParent(store.find(space(name), wanted)
                    .map(SpaceDocument::id)
                    .orElseThrow(() -> SpaceStore.unknownDocument(name, wanted)));
        }
        SpaceStore.Put put = keep ? store.update(name, place, wish) : put(store, wish);
        if (json()) {
            JsonOut.print(cli(), SpaceText.fields(put));
        } else {
            String what = switch (put.outcome()) {
                case CREATED -> "is stored";
                case UPDATED -> "is now in revision " + put.document().revision();
                case UNCHANGED -> "was so already";
            };
            out().println("Document " + put.document().id() + " ("
                    + Terminal.printable(put.document().path()) + ") " + what + ".");
        }
        return ExitCode.DONE;
    }

    private SpaceStore.Put put(SpaceStore store, DocumentWish wish) throws IOException {
        if (file == null) {
            return store.put(
                    space(name), wish, () -> new KeptOpen(cli().streams().in()));
        }
        Path from = path(file);
        try {
            Instant modified = Files.getLastModifiedTime(from).toInstant();
            return store.put(space(name), wish.withModified(modified), () -> Files.newInputStream(from));
        } catch (NoSuchFileException e) {
            throw new SpaceException("There is no file " + from + ": name one, or leave FILE out to read stdin.");
        } catch (IOException e) {
            throw new SpaceException("The file " + from + " can't be read (" + e.getMessage() + ").");
        }
    }

    /** Stdin, which stays open. */
    private static final class KeptOpen extends FilterInputStream {
        KeptOpen(InputStream in) {
            super(in);
        }

        @Override
        public void close() {
            // Whoever gave it closes it.
        }
    }
}
