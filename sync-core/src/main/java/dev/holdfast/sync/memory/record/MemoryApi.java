package dev.holdfast.sync.memory.record;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A server that keeps memory records for a user: the requests of its API, each made once. Whoever calls decides what a
 * failure means and when to ask again; nothing is retried below. Every method blocks, for 15 s at most ({@link #health}: 5 s),
 * counted to the end of the reply, and ends early when the thread is interrupted or the API is closed. Not for several
 * threads at once, but for {@link #close}.
 */
public interface MemoryApi extends AutoCloseable {
    /** Asks whether the server is there; needs no key. */
    void health() throws MemoryApiException;

    /**
     * Asks whether the key is accepted.
     *
     * @return who the server takes the caller for
     */
    String checkKey() throws MemoryApiException;

    /**
     * Has the server keep a new record. The API has no key by which a second request would be known for the first.
     *
     * @return the server's id of it
     */
    long create(RecordContent content) throws MemoryApiException;

    /**
     * Gives the user's records, one by one as they arrive, in no order that means anything. When this throws, those given so
     * far are true of the server, but others are missing. The time that {@code use} takes does not count; what it throws comes
     * out of here, and ends the request.
     *
     * @param since empty for all that are there, without deleted ones; else those changed after this time by the server's
     *     clock, with deleted ones. A change that was under way when an answer was made may come to be with an earlier time
     *     than that answer's, so whoever wants all asks for a while before it
     * @return the time of this answer by the server's clock
     */
    Instant records(Optional<Instant> since, Consumer<ServerRecord> use) throws MemoryApiException;

    /**
     * The same, but what makes no sense as a record is left out, and the answer may take longer than other calls for as long as
     * it flows: no 15 s pass without any of it, and the whole ends in an hour at most.
     *
     * @param leftOut is given the id of each record that was left out, as far as it told one: such a record is there, whatever
     *     it says
     */
    default Instant records(Optional<Instant> since, Consumer<ServerRecord> use, Consumer<Optional<Long>> leftOut)
            throws MemoryApiException {
        return records(since, use);
    }

    /** Makes a record say this. The server does not look at what it said before. */
    void update(long id, RecordContent content) throws MemoryApiException;

    /** Deletes a record; one that is deleted, or that the server does not have, stays so. */
    void delete(long id) throws MemoryApiException;

    /** Ends what is under way; later calls fail. Never fails itself. */
    @Override
    void close();
}
