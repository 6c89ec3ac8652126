package dev.holdfast.cli;

import dev.holdfast.mcp.Human;
import dev.holdfast.sync.memory.MemoryException;
import dev.holdfast.sync.memory.MemoryExport;
import dev.holdfast.sync.memory.MemoryFormat;
import dev.holdfast.sync.memory.MemoryStore;
import dev.holdfast.sync.state.OwnerOnly;
import java.io.IOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdfast memory export}: takes memories out. */
@Command(
        name = "export",
        description = "Write the memories to a file, or to stdout.",
        footer = {
            "",
            "jsonl holds everything about each memory: importing it elsewhere gives the same memories.",
            "graph is the file of the official MCP memory server. Deleted memories are never written."
        })
final class MemoryExportCommand extends MemoryAction {
    private static final Map<String, MemoryFormat> FORMATS =
            Map.of("jsonl", MemoryFormat.JSON_LINES, "graph", MemoryFormat.KNOWLEDGE_GRAPH);

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "A file that is not there yet; without it, stdout.")
    private @Nullable String file;

    @Option(names = "--format", paramLabel = "FORMAT", description = "jsonl or graph (default: ${DEFAULT-VALUE}).")
    private String format = "jsonl";

    @Option(names = "--include-sensitive", description = "Write sensitive memories too, for anybody to read.")
    private boolean sensitive;

    MemoryExportCommand(Cli cli) {
        super(cli);
    }

    @Override
    int run(MemoryStore store) throws IOException {
        MemoryFormat meant = FORMATS.get(format);
        if (meant == null) {
            throw bad("--format is '" + format + "', but it must be jsonl or graph.");
        }
        if (file == null) {
            if (json()) {
                throw bad("--json tells what was written to FILE: name one, or leave --json out.");
            }
            MemoryExport.Report report = MemoryExport.run(store, meant, sensitive, out());
            if (out().checkError()) {
                throw new MemoryException(
                        "The memories could not be written to stdout in full; make room where it goes, then export again.");
            }
            cli().terminal().err().println(sentence(report));
            return ExitCode.DONE;
        }
        MemoryExport.Report report = toFile(store, meant, path(file));
        if (json()) {
            JsonOut.print(
                    cli(),
                    Map.of(
                            "format", format,
                            "written", report.written(),
                            "withheld", report.withheld()));
        } else {
            out().println(sentence(report));
        }
        return ExitCode.DONE;
    }

    private MemoryExport.Report toFile(MemoryStore store, MemoryFormat meant, Path path) {
        try (FileChannel channel = FileChannel.open(
                        path,
                        EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        OwnerOnly.file(path));
                Writer writer = Channels.newWriter(channel, StandardCharsets.UTF_8)) {
            MemoryExport.Report report = MemoryExport.run(store, meant, sensitive, writer);
            writer.flush();
            channel.force(true);
            return report;
        } catch (FileAlreadyExistsException e) {
            throw bad("The file " + path + " is there already; name another one.");
        } catch (NoSuchFileException e) {
            throw bad("There is no directory for " + path + "; make it, or name another file.");
        } catch (IOException e) {
            throw new MemoryException("The file " + path + " can't be written in full (" + e.getMessage()
                    + "); remove it, free some space or name another one, and try again.");
        }
    }

    private static String sentence(MemoryExport.Report report) {
        return Human.count(report.written(), "memory", "memories") + " written"
                + (report.withheld() > 0
                        ? "; " + report.withheld() + " sensitive left out (--include-sensitive writes them too)"
                        : "")
                + ".";
    }
}
