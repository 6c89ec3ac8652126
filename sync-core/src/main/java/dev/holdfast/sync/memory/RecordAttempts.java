package dev.holdfast.sync.memory;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The part of a {@link RecordBook} that is about requests, and by what the records that they made are known again. */
public interface RecordAttempts {
    /**
     * Whether the sensitive memories here can't be opened, as their key is lost or another. Then nothing may be asked about
     * what sensitive ones say.
     */
    boolean isShut();

    /** Whether this memory is one of those, deleted or not. */
    boolean isShut(String memory);

    /** What tells equal contents from others; says nothing of a sensitive one to whoever lacks the key. */
    String fingerprint(NewMemory said);

    /**
     * Remembers what the server shows in place of a sensitive text, so that it is never taken for one.
     *
     * @return what the record looks like, but for the text
     */
    String redacted(NewMemory shown);

    /** Whether the text is one that the server has shown in place of another. */
    boolean isRedacted(NewMemory said);

    /**
     * Whether what the server shows in place of a sensitive text looks, but for the text, like this.
     *
     * @param attempt counts those that came after it alone; empty for all, if the memory was there before sensitive ones
     *     could go to this server
     */
    boolean isShownAlike(RecordItem item, NewMemory said, Optional<RecordAttempt> attempt);

    /** Puts a request on the books. To be on the disk before it is sent. One that says nothing needs no key. */
    RecordAttempt attempt(String memory, RecordAttempt.Kind kind, long revision, NewMemory said);

    /** The request is over. It counts as made at the mark when its outcome is known, else at the next look. */
    void ended(RecordAttempt attempt, boolean known);

    /** Takes a request off the books. */
    void withdraw(RecordAttempt attempt);

    /** The requests about a memory, the latest first. */
    List<RecordAttempt> attempts(String memory);

    /** The requests for a record that says this. */
    List<RecordAttempt> creating(String sent);

    /** The requests of unknown outcome, for a sensitive record that looks like this but for the text, of memories without a link. */
    List<RecordAttempt> creatingAlike(NewMemory shown);

    /** The requests on the books count as made by now, and those from before a time are forgotten. */
    void looked(Instant serverTime, Instant forget);
}
