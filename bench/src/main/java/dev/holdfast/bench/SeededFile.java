package dev.holdfast.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;

/** A file that is the same each time, and the hash of what it holds. */
record SeededFile(Path path, String sha256) {
    private static final int BLOCK = 1 << 20;

    /** Random bytes, so that nothing on the way can take a short cut. */
    static SeededFile write(Path path, int mebibytes) throws IOException {
        MessageDigest digest = sha256Digest();
        Random random = new Random(mebibytes);
        byte[] block = new byte[BLOCK];
        try (OutputStream out = new DigestOutputStream(new BufferedOutputStream(Files.newOutputStream(path)), digest)) {
            for (int i = 0; i < mebibytes; i++) {
                random.nextBytes(block);
                out.write(block);
            }
        }
        return new SeededFile(path, HexFormat.of().formatHex(digest.digest()));
    }

    /** Any file, with what it holds now. */
    static SeededFile of(Path path) throws IOException {
        MessageDigest digest = sha256Digest();
        byte[] block = new byte[BLOCK];
        try (InputStream in = Files.newInputStream(path)) {
            for (int read = in.read(block); read >= 0; read = in.read(block)) {
                digest.update(block, 0, read);
            }
        }
        return new SeededFile(path, HexFormat.of().formatHex(digest.digest()));
    }

    /** Ends the run when the other file does not hold the same bytes. */
    void requireSame(Path other) throws IOException {
        String found = of(other).sha256();
        if (!found.equals(sha256)) {
            throw new IOException("what came back has the SHA-256 " + found + " instead of " + sha256 + ": " + other);
        }
    }

    static MessageDigest sha256Digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
