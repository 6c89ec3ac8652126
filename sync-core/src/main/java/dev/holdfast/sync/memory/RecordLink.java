package dev.holdfast.sync.memory;

import java.util.Optional;

/**
 * What is known of a memory and its record on a server. Fingerprints are {@link RecordAttempts#fingerprint}'s.
 *
 * @param memory the memory's id
 * @param record the server's id of the record
 * @param revision the memory's when it was last the same as the record, or as near to it as it may be; another one than the
 *     memory has now means that there may be news for the server
 * @param ours what the memory said at that revision, in the server's words
 * @param theirs what the server showed then; {@link #UNSEEN} when that will only be seen
 * @param shown what the record looks like, if all that is known here of its text is what the server shows in its place
 * @param gone whether the server has deleted the record
 * @param sensitive whether the server keeps the record as a sensitive one and shows something else in place of its text, as
 *     far as known
 * @param rules the rules by which {@code ours} was put in the server's words, when others hold now
 */
public record RecordLink(
        String memory,
        long record,
        long revision,
        String ours,
        String theirs,
        Optional<String> shown,
        boolean gone,
        boolean sensitive,
        Optional<String> rules) {
    /** The fingerprint of nothing. */
    public static final String UNSEEN = "";

    /** A revision that no memory has: there may be news for the server. */
    public static final long NEVER = 0;

    /** One whose record is there, and says what is known here. */
    public static RecordLink to(String memory, long record, long revision, String ours, String theirs) {
        return new RecordLink(memory, record, revision, ours, theirs, Optional.empty(), false, false, Optional.empty());
    }

    /** The same at this revision of the memory. */
    public RecordLink at(long other) {
        return new RecordLink(memory, record, other, ours, theirs, shown, gone, sensitive, rules);
    }

    /** The same after the two were compared. */
    public RecordLink agreed(long at, String said, String saw) {
        Optional<String> by = said.equals(ours) ? rules : Optional.empty();
        return new RecordLink(memory, record, at, said, saw, shown, gone, sensitive, by);
    }

    /** The same memory with another record. */
    public RecordLink to(long other) {
        return new RecordLink(memory, other, revision, ours, theirs, shown, gone, sensitive, rules);
    }

    /** The same when this is all that is known of the record. */
    public RecordLink showing(Optional<String> looks) {
        return new RecordLink(memory, record, revision, ours, theirs, looks, gone, sensitive, rules);
    }

    /** The same, deleted on the server or not. */
    public RecordLink gone(boolean isGone) {
        return new RecordLink(memory, record, revision, ours, theirs, shown, isGone, sensitive, rules);
    }

    /** The same, sensitive on the server or not. */
    public RecordLink sensitive(boolean isSensitive) {
        return new RecordLink(memory, record, revision, ours, theirs, shown, gone, isSensitive, rules);
    }

    /** The same, with {@code ours} in the words of these rules; empty for those that hold. */
    public RecordLink inWordsOf(Optional<String> others) {
        return new RecordLink(memory, record, revision, ours, theirs, shown, gone, sensitive, others);
    }

    /** The same when other rules hold from now on than these. */
    public RecordLink by(String before) {
        return new RecordLink(
                memory, record, revision, ours, theirs, shown, gone, sensitive, rules.or(() -> Optional.of(before)));
    }
}
