package dev.holdfast.sync;

import dev.holdfast.settings.SourceSetting;
import dev.holdfast.sync.method.MethodResult;
import dev.holdfast.sync.outbox.Job;
import dev.holdfast.sync.state.Sql;
import dev.holdfast.sync.state.StateDatabase;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What became of each source at one destination. A source moved to another path, or another remote, starts anew. */
final class SourceRecords {
    private static final Logger LOG = LoggerFactory.getLogger(SourceRecords.class);
    private static final int MOST_ROWS = 1000;
    private static final String UPSERT = "INSERT INTO source_record"
            + " (destination, name, path, updated, last_success, upload_id, bytes, last_error)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (destination, name, path) DO UPDATE SET"
            + " updated = excluded.updated, last_error = excluded.last_error";

    private final StateDatabase state;
    private final String place;

    SourceRecords(StateDatabase state, String place) {
        this.state = state;
        this.place = place;
    }

    /** The last success and the last failure, over all sources. */
    record Latest(Optional<Instant> success, Optional<String> error) {}

    /** Notes down what a method did, of those sources that it did not leave out. */
    void succeeded(List<SourceSetting> asked, MethodResult result, Instant now) {
        List<SourceSetting> sources = asked.stream()
                .filter(source -> !result.leftOut().contains(source.name()))
                .toList();
        List<Long> sizes = sources.stream().map(source -> size(source.path())).toList();
        state.write(connection -> {
            for (int i = 0; i < sources.size(); i++) {
                SourceSetting source = sources.get(i);
                Object upload = result.uploadId()
                        .or(() -> Optional.ofNullable(result.confirmedIn().get(source.name())))
                        .orElse(null);
                Sql.update(
                        connection,
                        UPSERT + ", last_success = excluded.last_success, bytes = excluded.bytes,"
                                + " upload_id = coalesce(excluded.upload_id, CASE WHEN ? THEN NULL ELSE upload_id END)",
                        place,
                        source.name(),
                        source.path().toString(),
                        now.toEpochMilli(),
                        now.toEpochMilli(),
                        upload,
                        sizes.get(i),
                        null,
                        wasSent(source, result));
            }
            return Sql.update(
                    connection,
                    "DELETE FROM source_record WHERE rowid IN"
                            + " (SELECT rowid FROM source_record ORDER BY updated DESC LIMIT -1 OFFSET ?)",
                    MOST_ROWS);
        });
    }

    /** What was sent and is in no upload went elsewhere, and the last upload there was holds older content. */
    private static boolean wasSent(SourceSetting source, MethodResult result) {
        return result.filesUploaded().stream().anyMatch(file -> file.startsWith(source.name() + "/"));
    }

    void failed(List<SourceSetting> sources, String error, Instant now) {
        state.write(connection -> {
            for (SourceSetting source : sources) {
                Sql.update(
                        connection,
                        UPSERT,
                        place,
                        source.name(),
                        source.path().toString(),
                        now.toEpochMilli(),
                        null,
                        null,
                        0,
                        error);
            }
            return sources.size();
        });
    }

    SyncStatus.Source status(SourceSetting source, Instant now) {
        boolean exists = Files.exists(source.path());
        SyncStatus.Source never = new SyncStatus.Source(
                source.name(),
                source.path(),
                exists,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                Optional.empty());
        return state
                .read(connection -> Sql.query(
                        connection,
                        "SELECT * FROM source_record WHERE destination = ? AND name = ? AND path = ?",
                        row -> new SyncStatus.Source(
                                source.name(),
                                source.path(),
                                exists,
                                Sql.instant(row, "last_success"),
                                Sql.instant(row, "last_success").map(then -> age(then, now)),
                                Optional.ofNullable(row.getString("upload_id")),
                                row.getLong("bytes"),
                                Optional.ofNullable(row.getString("last_error"))),
                        place,
                        source.name(),
                        source.path().toString()))
                .stream()
                .findFirst()
                .orElse(never);
    }

    /** A clock that was set back makes nothing come from the future. */
    static Duration age(Instant then, Instant now) {
        Duration age = Duration.between(then, now);
        return age.isNegative() ? Duration.ZERO : age;
    }

    /** What jobs of the same route have sent since this one was asked for, as a note; empty when none has. */
    Optional<String> sentSince(Job job) {
        return new JobReports(state).sentSince(job);
    }

    Latest latest() {
        return state.read(connection -> Sql.query(
                        connection,
                        "SELECT max(last_success) AS success, (SELECT last_error FROM source_record"
                                + " WHERE destination = ? AND last_error IS NOT NULL ORDER BY updated DESC LIMIT 1)"
                                + " AS error FROM source_record WHERE destination = ?",
                        row -> new Latest(Sql.instant(row, "success"), Optional.ofNullable(row.getString("error"))),
                        place,
                        place))
                .get(0);
    }

    private static long size(Path path) {
        AtomicLong sum = new AtomicLong();
        try {
            Files.walkFileTree(path, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    sum.addAndGet(attributes.size());
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    LOG.debug("The size of {} is not counted.", file, e);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            LOG.debug("The size of {} is not counted to its end.", path, e);
        }
        return sum.get();
    }
}
