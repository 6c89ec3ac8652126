package dev.holdfast.sync.method;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a method did, when it succeeded.
 *
 * @param filesUploaded each file sent, as {@code source/path}
 * @param filesSkipped each file that the remote already had
 * @param bytesTransferred bytes that went to the remote, after compression
 * @param uploadId the upload's id; empty when nothing had changed and so no upload was made
 * @param notes what the user should know though it went well, one sentence each
 * @param confirmedIn when no upload was made: for each source, the id of the one that tells of it already
 */
public record MethodResult(
        List<String> filesUploaded,
        List<String> filesSkipped,
        long bytesTransferred,
        Optional<String> uploadId,
        List<String> notes,
        Map<String, String> confirmedIn) {
    public MethodResult {
        filesUploaded = List.copyOf(filesUploaded);
        filesSkipped = List.copyOf(filesSkipped);
        notes = List.copyOf(notes);
        confirmedIn = Map.copyOf(confirmedIn);
    }

    /** One without notes, and where nothing is known of earlier uploads. */
    public MethodResult(
            List<String> filesUploaded, List<String> filesSkipped, long bytesTransferred, Optional<String> uploadId) {
        this(filesUploaded, filesSkipped, bytesTransferred, uploadId, List.of(), Map.of());
    }

    /** The same with these notes. */
    public MethodResult withNotes(List<String> others) {
        return new MethodResult(filesUploaded, filesSkipped, bytesTransferred, uploadId, others, confirmedIn);
    }
}
