package dev.holdfast.mcp.tool;

import dev.holdfast.mcp.Human;
import dev.holdfast.mcp.tool.HoldfastTool.Answer;
import dev.holdfast.sync.method.RemoteProblem;
import dev.holdfast.sync.method.RestoreReport;
import java.util.List;
import java.util.Map;

/**
 * Renders what a restore did. Names of files come from the remote and could say anything to a model, so there are only
 * counts of them, and names of sources and objects, which are checked.
 */
final class RestoreResult {
    private RestoreResult() {}

    static Map<String, Object> schema() {
        Map<String, Object> source = Schemas.result(Schemas.map(
                "name", Schemas.type("string", "The source."),
                "upload_id", Schemas.type("string", "The upload it was restored from."),
                "at", Schemas.type("string", "When that was made (ISO 8601, UTC)."),
                "path", Schemas.type("string", "Where it lies now.")));
        Map<String, Object> problem = Schemas.result(Schemas.map(
                "object", Schemas.type("string", "What is damaged or gone on the remote."),
                "error", Schemas.type("string", "What is wrong and what to do.")));
        return Schemas.result(Schemas.map(
                "success", Schemas.type("boolean", "Whether everything asked for was restored and verified."),
                "directory", Schemas.nullable("string", "The directory that it was restored to."),
                "system_id", Schemas.type("string", "Whose uploads it came from."),
                "sources", Schemas.list(source, "Each source; at most " + Capped.ITEMS + "."),
                "sources_count", Schemas.type("integer", "How many sources."),
                "files_restored_count", Schemas.type("integer", "How many files were written."),
                "files_unchanged_count", Schemas.type("integer", "How many were there already, the same."),
                "bytes_restored", Schemas.type("integer", "Size of the files written."),
                "problems", Schemas.list(problem, "What could not be restored; at most " + Capped.ITEMS + "."),
                "problems_count", Schemas.type("integer", "How many files could not be restored."),
                "duration_seconds", Schemas.type("number", "How long it took.")));
    }

    static Answer of(RestoreReport report) {
        return new Answer(fields(report), sentence(report), !report.success());
    }

    static Map<String, Object> fields(RestoreReport report) {
        Map<String, Object> fields = Schemas.map("success", report.success());
        fields.put("directory", report.directory().map(Object::toString).orElse(null));
        fields.put("system_id", report.systemId());
        fields.put(
                "sources",
                Capped.items(report.sources(), RestoreReport.Source::name).stream()
                        .map(source -> Schemas.map(
                                "name", source.name(),
                                "upload_id", source.uploadId(),
                                "at", source.at().toString(),
                                "path", source.path().toString()))
                        .toList());
        fields.put("sources_count", report.sources().size());
        fields.put("files_restored_count", report.restored().size());
        fields.put("files_unchanged_count", report.unchanged().size());
        fields.put("bytes_restored", report.bytes());
        fields.put("problems", problems(report.problems()));
        fields.put("problems_count", report.problems().size());
        fields.put("duration_seconds", Seconds.of(report.duration()));
        return fields;
    }

    static List<Map<String, Object>> problems(List<RemoteProblem> problems) {
        return Capped.items(problems, RemoteProblem::sentence).stream()
                .map(problem -> Schemas.map("object", problem.object(), "error", problem.sentence()))
                .toList();
    }

    private static String sentence(RestoreReport report) {
        String done = Human.count(report.restored().size(), "file") + " ("
                + Human.bytes(report.bytes()) + ") of "
                + Human.count(report.sources().size(), "source") + " restored and verified"
                + report.directory().map(directory -> " in " + directory).orElse("");
        return report.success()
                ? done + "; nothing else was touched."
                : "Not everything could be restored: " + done + ", but "
                        + Human.count(report.problems().size(), "file") + " could not be. "
                        + report.problems().get(0).sentence();
    }
}
