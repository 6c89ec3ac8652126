package dev.holdfast.mcp.tool;

import dev.holdfast.settings.MirrorRules;
import dev.holdfast.sync.MirrorStanding;
import dev.holdfast.sync.MirrorTrash;
import dev.holdfast.sync.conflict.ConflictChoice;
import dev.holdfast.sync.conflict.RecordedConflict;
import dev.holdfast.sync.conflict.Version;
import dev.holdfast.sync.mirror.Action;
import dev.holdfast.sync.mirror.ActionKind;
import dev.holdfast.sync.mirror.Conflict;
import dev.holdfast.sync.mirror.LeftOut;
import dev.holdfast.sync.mirror.Plan;
import dev.holdfast.sync.mirror.PlanCounts;
import dev.holdfast.sync.mirror.Verdict;
import dev.holdfast.sync.mirror.run.MirrorReport;
import dev.holdfast.sync.mirror.run.MirrorStatus;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is told of mirrors: one set of names for tools and for the command line's {@code --json}. */
public final class RenderedMirrors {
    private RenderedMirrors() {}

    /** What a run did. */
    public static Map<String, Object> report(MirrorReport report) {
        Map<String, Object> fields = Schemas.map(
                "mirror", report.pair(),
                "success", report.ok(),
                "outcome", report.outcome().name().toLowerCase(Locale.ROOT),
                "started_at", report.started().toString(),
                "duration_seconds", report.duration().toMillis() / 1000.0);
        fields.put("done", counts(report.done()));
        fields.put(
                "conflicts",
                report.conflicts().stream().map(RenderedMirrors::conflict).toList());
        fields.put(
                "problems",
                report.problems().stream()
                        .map(problem -> Schemas.map("path", problem.path(), "error", problem.sentence()))
                        .toList());
        fields.put("left_out", report.leftOut().stream().map(LeftOut::sentence).toList());
        fields.put("stopped_by", report.verdicts());
        fields.put("warnings", report.warnings());
        return fields;
    }

    /** What a run would do. */
    public static Map<String, Object> plan(String name, Plan plan) {
        Map<String, Object> fields = Schemas.map("mirror", name, "dry_run", true, "would_do", counts(plan.counts()));
        fields.put(
                "actions",
                plan.proposed().stream()
                        .flatMap(List::stream)
                        .filter(action -> action.kind() != ActionKind.REMEMBER && action.kind() != ActionKind.FORGET)
                        .map(RenderedMirrors::action)
                        .toList());
        fields.put(
                "conflicts",
                plan.conflicts().stream().map(RenderedMirrors::conflict).toList());
        fields.put("left_out", plan.leftOut().stream().map(LeftOut::sentence).toList());
        fields.put("stopped_by", plan.verdicts().stream().map(Verdict::sentence).toList());
        fields.put("warnings", plan.warnings());
        return fields;
    }

    /** How a mirror stands. */
    public static Map<String, Object> standing(MirrorStanding standing) {
        MirrorStatus status = standing.status();
        Map<String, Object> fields = Schemas.map(
                "mirror", standing.mirror().name(),
                "source", standing.mirror().source(),
                "destination", standing.mirror().destination(),
                "mode", standing.mirror().mode(),
                "open_conflicts", standing.openConflicts());
        MirrorRules.Comparison comparison = standing.mirror().rules().comparison();
        fields.put("comparison", word(comparison));
        fields.put("unsafe", comparison.isUnsafe());
        fields.put("rules", standing.mirror().rules().differing());
        fields.put("last_run", text(status.lastRun()));
        fields.put("last_outcome", status.outcome() == null ? null : word(status.outcome()));
        fields.put("last_equal", text(status.lastEqual()));
        fields.put("problem", status.problem());
        return fields;
    }

    /** A file in the trash. */
    public static Map<String, Object> trash(MirrorTrash trash) {
        return Schemas.map(
                "side", trash.side().word(),
                "path", trash.file().path(),
                "deleted_at", trash.file().deleted().toString(),
                "size", trash.file().size());
    }

    /** A conflict in the list. */
    public static Map<String, Object> conflict(RecordedConflict conflict) {
        ConflictChoice choice = conflict.choice();
        Map<String, Object> fields = Schemas.map(
                "id", conflict.id(),
                "kind", word(conflict.kind()),
                "mirror", conflict.place(),
                "path", conflict.path(),
                "found_at", conflict.found().toString());
        fields.put("copy", conflict.copy());
        fields.put("source", version(conflict.left()));
        fields.put("destination", version(conflict.right()));
        fields.put("resolved", choice == null ? null : choice.word());
        return fields;
    }

    private static @Nullable Map<String, Object> version(@Nullable Version version) {
        if (version == null) {
            return null;
        }
        Map<String, Object> fields = Schemas.map(
                "size", version.size(), "modified_at", version.modified().toString());
        fields.put("sha256", version.hash());
        return fields;
    }

    private static Map<String, Object> conflict(Conflict conflict) {
        Map<String, Object> fields = Schemas.map("path", conflict.path(), "outcome", word(conflict.outcome()));
        fields.put("copy", conflict.copy());
        return fields;
    }

    private static Map<String, Object> action(Action action) {
        Map<String, Object> fields = Schemas.map(
                "action", word(action.kind()),
                "side", action.side().word(),
                "path", action.path(),
                "reason", word(action.reason()));
        fields.put("from", action.from());
        return fields;
    }

    private static Map<String, Object> counts(PlanCounts counts) {
        return Schemas.map(
                "created", counts.created(),
                "replaced", counts.replaced(),
                "moved", counts.moved(),
                "trashed", counts.trashed(),
                "directories_made", counts.madeDirectories(),
                "directories_removed", counts.removedDirectories(),
                "bytes", counts.bytes());
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }
}
