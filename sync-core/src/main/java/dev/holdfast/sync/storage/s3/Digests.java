package dev.holdfast.sync.storage.s3;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** MD5, by which S3 tells what arrived; every Java has it. */
final class Digests {
    private Digests() {}

    static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
