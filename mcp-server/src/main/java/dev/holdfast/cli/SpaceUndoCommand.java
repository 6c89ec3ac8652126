package dev.holdfast.cli;

import dev.holdfast.mcp.Human;
import dev.holdfast.settings.Settings;
import dev.holdfast.sync.space.SpaceDocument;
import dev.holdfast.sync.space.SpaceStore;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdfast space undo}: takes a change or a deletion back. */
@Command(
        name = "undo",
        description = "Bring a deleted document back, or the content and metadata before its last change; or with --all"
                + " a deleted space with all it had.",
        footer = {"", "That is a change too, and can be taken back. 'space show --history' has the revisions."})
final class SpaceUndoCommand extends SpaceAction {
    @Parameters(index = "0", paramLabel = "SPACE", description = "The space.")
    private String name = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "DOCUMENT", description = "Its path or its id.")
    private @Nullable String document;

    @Option(names = "--all", description = "Bring back the space itself, which was deleted with --all.")
    private boolean all;

    @Option(names = "--revision", paramLabel = "NUMBER", description = "Go back to this revision instead.")
    private @Nullable Long revision;

    @Option(names = "--as", paramLabel = "PATH", description = "Where a deleted document is to be from now on.")
    private @Nullable String as;

    SpaceUndoCommand(Cli cli) {
        super(cli);
    }

    @Override
    int run(SpaceStore store, Settings settings) {
        if (document != null && !all) {
            return undo(store, document);
        }
        if (document != null || !all) {
            throw oneOrAll("bring back");
        }
        if (revision != null || as != null) {
            throw bad("--revision and --as are for one document: leave them out with --all.");
        }
        SpaceStore.Summary back = store.undoSpace(space(name));
        if (json()) {
            JsonOut.print(cli(), SpaceText.fields(back));
        } else {
            out().println("The space " + name + " is as it was, with " + Human.count(back.documents(), "document")
                    + ".");
        }
        return ExitCode.DONE;
    }

    private int undo(SpaceStore store, String pathOrId) {
        SpaceDocument back = store.undo(space(name), pathOrId, Optional.ofNullable(revision), Optional.ofNullable(as));
        if (json()) {
            JsonOut.print(cli(), SpaceText.fields(back));
        } else {
            out().println("Document " + back.id() + " (" + Terminal.printable(back.path())
                    + ") is as it was, in revision " + back.revision() + ".");
        }
        return ExitCode.DONE;
    }
}
