package dev.holdfast.sync.storage.s3;

import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * A part as the service has it.
 *
 * @param size how many bytes
 * @param modified when it was sent, by the service's clock
 * @param completed how to name it when the upload is completed
 */
record SentPart(long size, Instant modified, CompletedPart completed) {
    static SentPart of(Part part) {
        return new SentPart(
                part.size(),
                part.lastModified() == null ? Instant.EPOCH : part.lastModified(),
                CompletedPart.builder()
                        .partNumber(part.partNumber())
                        .eTag(part.eTag())
                        .checksumCRC32(part.checksumCRC32())
                        .checksumCRC32C(part.checksumCRC32C())
                        .checksumCRC64NVME(part.checksumCRC64NVME())
                        .checksumSHA1(part.checksumSHA1())
                        .checksumSHA256(part.checksumSHA256())
                        .build());
    }

    /** How to name a part that was just sent. */
    static CompletedPart of(int number, UploadPartResponse answer) {
        return CompletedPart.builder()
                .partNumber(number)
                .eTag(answer.eTag())
                .checksumCRC32(answer.checksumCRC32())
                .checksumCRC32C(answer.checksumCRC32C())
                .checksumCRC64NVME(answer.checksumCRC64NVME())
                .checksumSHA1(answer.checksumSHA1())
                .checksumSHA256(answer.checksumSHA256())
                .build();
    }

    boolean matches(int length, byte[] md5) {
        return size == length
                && ETags.bare(completed.eTag())
                        .toLowerCase(Locale.ROOT)
                        .equals(HexFormat.of().formatHex(md5));
    }
}
