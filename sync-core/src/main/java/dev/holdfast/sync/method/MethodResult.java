package dev.holdfast.sync.method;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a method did, when it succeeded.
 *
 * @param filesUploaded each file sent, as {@code source/path}
 * @param filesSkipped each file that the remote already had
 * @param bytesTransferred bytes that went to the remote, after compression
 * @param uploadId the upload's id; empty when nothing had changed and so no upload was made
 * @param notes what the user should know though it went well, one sentence each
 * @param confirmedIn when no upload was made: for each source, the id of the one that tells of it already
 * @param details what only this method has to tell, which reports show as it is: at most 20 fields with names in
 *     lower_case, of texts, finite numbers, truth values, and lists and maps of these, two levels deep and 8,000 characters
 *     in all. No secret, and nothing that only a remote says
 * @param leftOut names of sources that were passed over, since nobody named them and the method has nothing to do with what
 *     is in them; they count as neither sent nor at fault
 */
public record MethodResult(
        List<String> filesUploaded,
        List<String> filesSkipped,
        long bytesTransferred,
        Optional<String> uploadId,
        List<String> notes,
        Map<String, String> confirmedIn,
        Map<String, Object> details,
        Set<String> leftOut) {
    /** @throws IllegalArgumentException when the details break a rule */
    public MethodResult {
        filesUploaded = List.copyOf(filesUploaded);
        filesSkipped = List.copyOf(filesSkipped);
        notes = List.copyOf(notes);
        confirmedIn = Map.copyOf(confirmedIn);
        details = MethodFields.checked(details);
        leftOut = Set.copyOf(leftOut);
    }

    /** One that passed over nothing. */
    public MethodResult(
            List<String> filesUploaded,
            List<String> filesSkipped,
            long bytesTransferred,
            Optional<String> uploadId,
            List<String> notes,
            Map<String, String> confirmedIn,
            Map<String, Object> details) {
        this(filesUploaded, filesSkipped, bytesTransferred, uploadId, notes, confirmedIn, details, Set.of());
    }

    /** One without details. */
    public MethodResult(
            List<String> filesUploaded,
            List<String> filesSkipped,
            long bytesTransferred,
            Optional<String> uploadId,
            List<String> notes,
            Map<String, String> confirmedIn) {
        this(filesUploaded, filesSkipped, bytesTransferred, uploadId, notes, confirmedIn, Map.of());
    }

    /** One without notes and details, and where nothing is known of earlier uploads. */
    public MethodResult(
            List<String> filesUploaded, List<String> filesSkipped, long bytesTransferred, Optional<String> uploadId) {
        this(filesUploaded, filesSkipped, bytesTransferred, uploadId, List.of(), Map.of());
    }

    /** The same with these notes. */
    public MethodResult withNotes(List<String> others) {
        return new MethodResult(
                filesUploaded, filesSkipped, bytesTransferred, uploadId, others, confirmedIn, details, leftOut);
    }

    /**
     * The same with these details.
     *
     * @throws IllegalArgumentException when they break a rule
     */
    public MethodResult withDetails(Map<String, Object> others) {
        return new MethodResult(
                filesUploaded, filesSkipped, bytesTransferred, uploadId, notes, confirmedIn, others, leftOut);
    }
}
