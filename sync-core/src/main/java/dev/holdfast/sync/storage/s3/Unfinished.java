package dev.holdfast.sync.storage.s3;

import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * An upload in parts that was begun and neither completed nor aborted.
 *
 * @param id what the service calls it
 * @param parts those that the service has, by number
 */
record Unfinished(String id, Map<Integer, SentPart> parts) {
    /** How to name the part, when the service has the same bytes under its number already. */
    Optional<CompletedPart> sent(Part part, byte[] md5) {
        return Optional.ofNullable(parts.get(part.number()))
                .filter(there -> there.matches(part.length(), md5))
                .map(SentPart::completed);
    }

    /** Whether it could be an earlier try at content that begins with this part. */
    boolean mayContinue(Part first, byte[] md5) {
        return parts.containsKey(first.number()) ? sent(first, md5).isPresent() : sizesFit(first.length());
    }

    private boolean sizesFit(int partSize) {
        return !parts.isEmpty() && parts.values().stream().allMatch(part -> part.size() <= partSize);
    }
}
