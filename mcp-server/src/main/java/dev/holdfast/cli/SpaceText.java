package dev.holdfast.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.mcp.Human;
import dev.holdfast.sync.space.SpaceDocument;
import dev.holdfast.sync.space.SpaceStore;
import dev.holdfast.sync.space.SpaceVersion;
import dev.holdfast.sync.space.TransferReport;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Documents and what became of them, in words and as plain data. */
final class SpaceText {
    /** More than these are only counted. */
    private static final int NAMED = 20;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private SpaceText() {}

    static Map<String, Object> fields(SpaceDocument document) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", document.id());
        fields.put("path", document.path());
        fields.put("revision", document.revision());
        fields.put("bytes", document.size());
        fields.put("sha256", document.sha256());
        fields.put("modified", document.modified().toString());
        fields.put("metadata", metadata(document.metadata()));
        fields.put("parent", document.parent().orElse(null));
        fields.put("created", document.created().toString());
        fields.put("updated", document.updated().toString());
        fields.put("deleted", document.deleted().map(Object::toString).orElse(null));
        return fields;
    }

    static Map<String, Object> fields(SpaceStore.Put put) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("outcome", put.outcome().name().toLowerCase(Locale.ROOT));
        fields.put("document", fields(put.document()));
        return fields;
    }

    static Map<String, Object> fields(SpaceStore.Summary space) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", space.name());
        fields.put("documents", space.documents());
        fields.put("bytes", space.bytes());
        fields.put("deleted", space.deleted().map(Object::toString).orElse(null));
        return fields;
    }

    static Map<String, Object> fields(SpaceVersion version) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("revision", version.revision());
        fields.put("replaced", version.replaced().toString());
        fields.put("bytes", version.size());
        fields.put("sha256", version.sha256());
        fields.put("modified", version.modified().toString());
        fields.put("metadata", metadata(version.metadata()));
        return fields;
    }

    private static Map<String, Object> metadata(String json) {
        try {
            return MAPPER.readValue(json, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the store holds JSON objects alone", e);
        }
    }

    static String line(SpaceDocument document) {
        return document.id() + "  " + document.modified().toString().substring(0, 10) + "  "
                + Human.bytes(document.size()) + "  " + Terminal.printable(document.path());
    }

    static Map<String, Object> fields(TransferReport report) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("space", report.space());
        fields.put("directory", report.directory().toString());
        fields.put("ok", report.ok());
        fields.put("created", report.created());
        fields.put("updated", report.updated());
        fields.put("deleted", report.deleted());
        fields.put("unchanged", report.unchanged());
        fields.put("skipped", report.skipped());
        fields.put("problems", report.problems().stream().map(SpaceText::fields).toList());
        fields.put("seconds", report.duration().toMillis() / 1000.0);
        return fields;
    }

    private static Map<String, Object> fields(TransferReport.Problem problem) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("path", problem.path());
        fields.put("sentence", problem.sentence());
        fields.put("failed", problem.failed());
        return fields;
    }

    /** What a transfer did, in lines; tells the exit status. */
    static int print(SpaceAction action, String head, TransferReport report) {
        if (action.json()) {
            JsonOut.print(action.cli(), fields(report));
            return status(report);
        }
        Terminal terminal = action.cli().terminal();
        String done = report.ok() ? terminal.good(head) : terminal.bad("Not all done: ") + head;
        terminal.out()
                .println(done + ": " + report.created() + " created, " + report.updated() + " updated, "
                        + report.deleted() + " deleted, " + report.unchanged() + " unchanged, " + report.skipped()
                        + " left as they are, in " + Human.duration(report.duration()) + ".");
        report.problems().stream()
                .limit(NAMED)
                .forEach(problem -> terminal.out()
                        .println((problem.failed() ? terminal.bad("Problem: ") : "Note:    ")
                                + Terminal.printable(problem.sentence())));
        if (report.problems().size() > NAMED) {
            terminal.out().println((report.problems().size() - NAMED) + " more; --json names them all.");
        }
        return status(report);
    }

    private static int status(TransferReport report) {
        return report.ok() ? ExitCode.DONE : ExitCode.FAILED;
    }
}
