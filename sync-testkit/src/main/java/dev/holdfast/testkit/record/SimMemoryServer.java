package dev.holdfast.testkit.record;

import dev.holdfast.sync.memory.MemoryText;
import dev.holdfast.sync.memory.record.MemoryApiException;
import dev.holdfast.sync.memory.record.MemoryApiException.Kind;
import dev.holdfast.sync.memory.record.RecordContent;
import dev.holdfast.sync.memory.record.ServerRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A memory server as {@link SimMemoryApi} reaches it: one user's records, with all that such a server does to those who sync
 * with it. Sensitive records are redacted; deleted ones stay and are told to who asks for changes; what is written may come to
 * be later than its own times say. It has two clocks, one for answers and one for records.
 */
public final class SimMemoryServer {
    /** What stands in place of a sensitive text. */
    public static final String REDACTED = "[sensitive]";

    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int UNPROCESSABLE = 422;

    private final InstantSource clock;
    private final Map<Long, ServerRecord> records = new TreeMap<>();
    private final List<Write> under = new ArrayList<>();
    private Duration answerClock = Duration.ZERO;
    private Predicate<RecordContent> refuses = content -> false;
    private Set<Long> forbidden = Set.of();
    private int key;
    private long last;

    /** A change that comes to be at its time. */
    private record Write(Instant at, Runnable change) {}

    /** One with no records, that accepts key 0. */
    public SimMemoryServer(InstantSource clock) {
        this.clock = clock;
    }

    /** From now on answers tell a time that is so much ahead of that in records. */
    public void setAnswerClock(Duration ahead) {
        answerClock = ahead;
    }

    /** From now on it takes no record with such a content. */
    public void setRefuses(Predicate<RecordContent> content) {
        refuses = content;
    }

    /** From now on nobody may change these records. */
    public void setForbidden(Set<Long> ids) {
        forbidden = Set.copyOf(ids);
    }

    /** From now on it accepts another key only; gives it. */
    public int rotateKey() {
        key++;
        return key;
    }

    /** The key that it accepts. */
    public int key() {
        return key;
    }

    /** All its records as they truly are, deleted ones too, what is under way included. */
    public List<ServerRecord> records() {
        come(Instant.MAX);
        return List.copyOf(records.values());
    }

    /** The same without what is under way. */
    public List<ServerRecord> committed() {
        return List.copyOf(records.values());
    }

    /** A record goes without a trace, as none should. */
    public void lose(long id) {
        records.remove(id);
    }

    private void come(Instant now) {
        List<Write> due =
                under.stream().filter(write -> !write.at().isAfter(now)).toList();
        under.removeAll(due);
        due.forEach(write -> write.change().run());
    }

    void check(int with) throws MemoryApiException {
        come(clock.instant());
        if (with != key) {
            throw new MemoryApiException(
                    Kind.KEY_REFUSED, UNAUTHORIZED, "The memory server does not accept the key; renew it.", null);
        }
    }

    long create(RecordContent content, Duration late) throws MemoryApiException {
        refuse(content);
        long id = ++last;
        Instant now = clock.instant();
        write(now.plus(late), () -> records.put(id, new ServerRecord(id, content, now, now, false)));
        return id;
    }

    void update(long id, RecordContent content, Duration late, Consumer<RecordContent> hit) throws MemoryApiException {
        ServerRecord old = present(id);
        if (old.deleted()) {
            throw missing();
        }
        refuse(content);
        Instant now = clock.instant();
        write(now.plus(late), () -> change(id, now, Optional.of(content), hit));
    }

    void delete(long id, Duration late, Consumer<RecordContent> hit) throws MemoryApiException {
        present(id);
        Instant now = clock.instant();
        write(now.plus(late), () -> change(id, now, Optional.empty(), hit));
    }

    private void change(long id, Instant now, Optional<RecordContent> content, Consumer<RecordContent> hit) {
        ServerRecord old = records.get(id);
        if (old == null || old.deleted()) {
            return;
        }
        hit.accept(old.content());
        RecordContent said =
                content.map(each -> keepingMark(each, old.content())).orElse(old.content());
        records.put(id, new ServerRecord(id, said, old.created(), now, content.isEmpty()));
    }

    /** A record is made sensitive or not, and stays so. */
    private static RecordContent keepingMark(RecordContent content, RecordContent before) {
        return new RecordContent(content.category(), content.text(), content.importance(), before.sensitive());
    }

    private void write(Instant at, Runnable change) {
        under.add(new Write(at, change));
        come(clock.instant());
    }

    private ServerRecord present(long id) throws MemoryApiException {
        ServerRecord record = records.get(id);
        if (record == null) {
            throw missing();
        }
        if (forbidden.contains(id)) {
            throw new MemoryApiException(
                    Kind.RECORD_REFUSED, FORBIDDEN, "The memory server lets nobody change this record.", null);
        }
        return record;
    }

    private static MemoryApiException missing() {
        return new MemoryApiException(Kind.NOT_FOUND, NOT_FOUND, "The memory server has no such record.", null);
    }

    private void refuse(RecordContent content) throws MemoryApiException {
        if (refuses.test(content)) {
            throw new MemoryApiException(
                    Kind.RECORD_REFUSED, UNPROCESSABLE, "The memory server does not take this record.", null);
        }
    }

    /** An answer as it is sent: made at one moment. */
    record Answer(List<ServerRecord> records, Instant serverTime) {}

    Answer changes(Optional<Instant> since) {
        List<ServerRecord> answer = records.values().stream()
                .filter(record -> since.map(record.updated()::isAfter).orElse(!record.deleted()))
                .map(SimMemoryServer::shown)
                .toList();
        return new Answer(answer, clock.instant().plus(answerClock));
    }

    /** As the server shows it. */
    public static ServerRecord shown(ServerRecord record) {
        RecordContent content = record.content();
        if (!content.sensitive()) {
            return record;
        }
        MemoryText text =
                new MemoryText(REDACTED, content.text().tags(), content.text().keywords());
        return new ServerRecord(
                record.id(),
                new RecordContent(content.category(), text, content.importance(), true),
                record.created(),
                record.updated(),
                record.deleted());
    }
}
