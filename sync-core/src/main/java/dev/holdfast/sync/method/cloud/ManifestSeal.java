package dev.holdfast.sync.method.cloud;

import dev.holdfast.sync.hash.Hashes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A manifest's hash of itself, so that a flipped bit shows anywhere in it: the SHA-256 of all its bytes with 64 zeros in
 * the hash's own place. It guards against damage, not against somebody who writes a manifest of their own.
 */
final class ManifestSeal {
    static final String FIELD = "manifest_sha256";

    /** What stands in the hash's place before it is known. */
    static final String BLANK = "0".repeat(64);

    // As text inside a value its quotes would be escaped, so that this can only be the field itself.
    private static final byte[] BEFORE = ("\"" + FIELD + "\":\"").getBytes(StandardCharsets.US_ASCII);

    private ManifestSeal() {}

    /** Puts the hash where the blank one stands. */
    static byte[] sealed(byte[] manifest) {
        byte[] hash = Hashes.of(manifest).getBytes(StandardCharsets.US_ASCII);
        byte[] sealed = manifest.clone();
        System.arraycopy(hash, 0, sealed, place(manifest), hash.length);
        return sealed;
    }

    /** Whether the hash is there and right. */
    static boolean isWhole(byte[] manifest) {
        int place = place(manifest);
        if (place < 0 || place + BLANK.length() > manifest.length) {
            return false;
        }
        byte[] blank = manifest.clone();
        Arrays.fill(blank, place, place + BLANK.length(), (byte) '0');
        String written = new String(manifest, place, BLANK.length(), StandardCharsets.US_ASCII);
        return written.equals(Hashes.of(blank));
    }

    private static int place(byte[] manifest) {
        for (int start = 0; start + BEFORE.length <= manifest.length; start++) {
            if (manifest[start] == '"'
                    && Arrays.equals(manifest, start, start + BEFORE.length, BEFORE, 0, BEFORE.length)) {
                return start + BEFORE.length;
            }
        }
        return -1;
    }
}
