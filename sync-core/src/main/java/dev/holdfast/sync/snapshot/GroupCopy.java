package dev.holdfast.sync.snapshot;

import dev.holdfast.sync.event.CancelSignal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Copies files that belong together into the staging directory, as all of them were at one instant: what a crash of their
 * program at that instant would have left, which its database knows how to recover from.
 */
final class GroupCopy {
    private final Staging staging;
    private final CancelSignal cancel;

    GroupCopy(Staging staging, CancelSignal cancel) {
        this.staging = staging;
        this.cancel = cancel;
    }

    /** One of the files, and what it was like before anything was copied. */
    private record Member(Companion companion, Path file, Fingerprint before) {
        static Member of(SnapshotUnit unit, Companion companion) throws SnapshotException {
            Path file = companion.of(unit.file());
            return new Member(companion, file, Fingerprint.of(file));
        }

        boolean isUnchanged() throws SnapshotException {
            return before.equals(Fingerprint.of(file));
        }
    }

    /**
     * Makes one try.
     *
     * @param companions which need not be there
     * @return the copies, the main one first, the others beside it by their names; empty when they changed meanwhile
     */
    Optional<Snapshot> tryOnce(SnapshotUnit unit, List<Companion> companions) throws SnapshotException {
        List<Member> all = new ArrayList<>();
        all.add(Member.of(unit, Companion.NONE));
        for (Companion companion : companions) {
            all.add(Member.of(unit, companion));
        }
        if (!all.get(0).before().exists()) {
            return Optional.empty();
        }
        Instant start = Instant.now();
        Path base = staging.reserve(
                all.stream().mapToLong(member -> member.before().size()).sum());
        List<Member> there =
                all.stream().filter(member -> member.before().exists()).toList();
        List<SnapshotFile> files = new ArrayList<>();
        List<Path> copies = new ArrayList<>();
        for (Member member : there) {
            Path copy = member.companion().of(base);
            String path = member.companion().of(unit.path());
            copies.add(copy);
            files.add(staging.copy(path, unit.kind(), member.file(), member.before(), copy, cancel));
        }
        Snapshot snapshot = new Snapshot(files, copies);
        if (areUnchanged(all) && areWhole(there, files, start)) {
            return Optional.of(snapshot);
        }
        snapshot.close();
        return Optional.empty();
    }

    private static boolean areUnchanged(List<Member> members) throws SnapshotException {
        for (Member member : members) {
            if (!member.isUnchanged()) {
                return false;
            }
        }
        return true;
    }

    private boolean areWhole(List<Member> members, List<SnapshotFile> files, Instant start) throws SnapshotException {
        boolean fresh = members.stream().anyMatch(member -> member.before().isFresh(start));
        for (int i = 0; i < members.size(); i++) {
            Member member = members.get(i);
            SnapshotFile file = files.get(i);
            boolean whole = file.size() == member.before().size();
            // Times of files stand still for some milliseconds, so for a fresh one they prove nothing. When each file
            // reads the same twice, in the same order, all of them were like that when the first reading ended.
            if (!whole || (fresh && !readsAs(member, file))) {
                return false;
            }
        }
        return true;
    }

    private boolean readsAs(Member member, SnapshotFile file) throws SnapshotException {
        LiveFile.Read again = LiveFile.read(member.file(), file.size(), cancel);
        return again.equals(new LiveFile.Read(file.size(), file.sha256()));
    }
}
