package dev.holdfast.sync;

import static dev.holdfast.sync.mirror.run.MirrorReport.Outcome.CANCELLED;

import dev.holdfast.settings.MirrorSetting;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.event.ProgressListener;
import dev.holdfast.sync.method.HybridSync;
import dev.holdfast.sync.mirror.run.MirrorReport;
import dev.holdfast.sync.outbox.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The part of a sync that runs the mirrors; it comes last, and deletes no more than a guard lets it. */
final class MirrorPart {
    private static final int NAMED = 3;

    private final Mirrors mirrors;

    MirrorPart(Mirrors mirrors) {
        this.mirrors = mirrors;
    }

    /** Whether the request is about all there is; one that names a method or sources wants no more than that. */
    boolean belongsTo(SyncRequest request) {
        return request.method().equals(HybridSync.AUTO)
                && request.sources().isEmpty()
                && request.adHocSources().isEmpty()
                && !mirrors.configured().isEmpty();
    }

    /**
     * One run of each, when they belong to the request; how the try ends whose other part ended so. It failed when either did.
     * What a guard stopped, and what only somebody can mend, waits for them unless something else may pass by itself; what
     * the two sides can't both have is only told. A try that was cut short is not done, whatever its parts were.
     */
    Outcome after(Outcome others, SyncRequest request, ProgressListener progress, CancelSignal cancel) {
        if (others instanceof Outcome.Stopped || !belongsTo(request)) {
            return others;
        }
        List<MirrorSetting> all = mirrors.configured();
        List<MirrorReport> reports = new ArrayList<>();
        for (MirrorSetting mirror : all) {
            if (!cancel.isCancelled()) {
                reports.add(mirrors.run(mirror, false, progress, cancel));
            }
        }
        boolean whole = reports.size() == all.size() && reports.stream().allMatch(each -> each.outcome() != CANCELLED);
        return joined(
                others,
                reports,
                cancel.isCancelled() && !(whole && faults(reports).isEmpty()));
    }

    private static Outcome joined(Outcome others, List<MirrorReport> reports, boolean cutShort) {
        String report = Reports.withNotes(
                others.report(), reports.stream().map(MirrorPart::note).toList());
        if (cutShort) {
            return new Outcome.Stopped(report);
        }
        String faults = faults(reports);
        boolean mayHeal = reports.stream().anyMatch(MirrorReport::mayHeal);
        if (others instanceof Outcome.Failed failed) {
            return new Outcome.Failed(report, (failed.error() + " " + faults).strip(), failed.isTransient() || mayHeal);
        }
        return faults.isEmpty() ? new Outcome.Done(report) : new Outcome.Failed(report, faults, mayHeal);
    }

    private static String faults(List<MirrorReport> reports) {
        return reports.stream()
                .flatMap(each -> each.faults().stream().limit(1).map(fault -> "Mirror " + each.pair() + ": " + fault))
                .collect(Collectors.joining(" "));
    }

    private static String note(MirrorReport report) {
        long operations = report.done().operations();
        String did = operations == 0 ? "nothing to do" : operations + (operations == 1 ? " change" : " changes");
        int conflicts = report.conflicts().size();
        return "Mirror " + report.pair() + ": " + standing(report) + ", " + did
                + (conflicts == 0 ? "." : ", both had changed: " + conflicts + ".") + leftOut(report);
    }

    private static String standing(MirrorReport report) {
        if (report.same()) {
            return "both sides are the same";
        }
        return report.ok() ? "all that the mode asks for is done" : "not all done";
    }

    private static String leftOut(MirrorReport report) {
        List<String> all = report.leftByNature();
        String named = all.stream().limit(NAMED).collect(Collectors.joining(" "));
        return all.isEmpty()
                ? ""
                : " Left out: " + named + (all.size() > NAMED ? " And " + (all.size() - NAMED) + " more." : "");
    }
}
