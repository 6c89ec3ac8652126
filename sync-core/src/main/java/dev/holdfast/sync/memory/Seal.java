package dev.holdfast.sync.memory;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.sync.state.OwnerOnly;
import dev.holdfast.sync.state.StateException;
import dev.holdfast.sync.storage.entry.TargetFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Seals what sensitive memories say with a key of the home's own (AES-256-GCM). The store's file can then go wherever the
 * user's settings send it, with nothing in it that anybody could read; the key goes nowhere unless a setting says so.
 * Thread-safe. The caller sees to it that one process at a time makes the key.
 */
final class Seal {
    /** The key's file in the home. */
    static final String FILE_NAME = "memory.key";

    /** What that is called while it is written. */
    static final String PART_FILE_NAME = FILE_NAME + ".part";

    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int DIGEST_BYTES = 16;

    private final Path file;
    private final SecureRandom random = new SecureRandom();

    Seal(Path home) {
        this.file = home.resolve(FILE_NAME);
    }

    private static final class Holder {
        static final ObjectMapper MAPPER = new ObjectMapper();
    }

    boolean hasKey() {
        return Files.exists(file);
    }

    /** Whether there is one that is a key, be it the right one or not. */
    boolean hasUsableKey() {
        return read().isPresent();
    }

    /** Makes the key, and has it on the disk for good before anything is sealed with it. */
    void makeKey() {
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        Path part = file.resolveSibling(PART_FILE_NAME);
        try {
            Files.deleteIfExists(part);
            try (FileChannel channel = FileChannel.open(
                    part, EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OwnerOnly.file(part))) {
                ByteBuffer text =
                        StandardCharsets.US_ASCII.encode(HexFormat.of().formatHex(key) + "\n");
                while (text.hasRemaining()) {
                    channel.write(text);
                }
                channel.force(true);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            TargetFile.syncFolder(file.getParent());
        } catch (IOException e) {
            throw new StateException(
                    "The key for sensitive memories " + file + " can't be written; make the home writable, or free some"
                            + " space, and try again.",
                    e);
        }
    }

    /** What the memory of this id says, for nobody to read without the key, and for no other id. */
    byte[] close(String id, MemoryText text) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] plain = Holder.MAPPER.writeValueAsBytes(List.of(text.content(), text.tags(), text.keywords()));
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, id, nonce).doFinal(plain);
            return ByteBuffer.allocate(NONCE_BYTES + sealed.length)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("every JDK can seal", e);
        }
    }

    /** @throws StateException when the key is not there, or not the one */
    MemoryText open(String id, byte[] sealed) {
        try {
            byte[] nonce = Arrays.copyOf(sealed, NONCE_BYTES);
            byte[] plain =
                    cipher(Cipher.DECRYPT_MODE, id, nonce).doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
            List<String> parts = Holder.MAPPER.readValue(plain, new TypeReference<>() {});
            return new MemoryText(parts.get(0), parts.get(1), parts.get(2));
        } catch (AEADBadTagException e) {
            throw wrongKey(e);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("what was sealed can be read", e);
        }
    }

    /** Tells equal sensitive texts from others to nobody but whoever has the key. */
    byte[] digest(byte[] of) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key(), "HmacSHA256"));
            return Arrays.copyOf(mac.doFinal(of), DIGEST_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC", e);
        }
    }

    /** What to say when the key is another one, or gone. */
    StateException wrongKey(@Nullable Exception cause) {
        return new StateException(
                "The sensitive memories here were sealed with another key than that in " + file
                        + "; put the file back from the machine, or the copy of the home, that they were stored on.",
                cause);
    }

    private Cipher cipher(int mode, String id, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key(), "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(id.getBytes(StandardCharsets.US_ASCII));
        return cipher;
    }

    private byte[] key() {
        return read().orElseThrow(() -> wrongKey(null));
    }

    private Optional<byte[]> read() {
        try {
            byte[] key = HexFormat.of().parseHex(Files.readString(file).strip());
            return key.length == KEY_BYTES ? Optional.of(key) : Optional.empty();
        } catch (NoSuchFileException | IllegalArgumentException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new StateException(
                    "The key for sensitive memories " + file + " can't be read; make it readable for you.", e);
        }
    }
}
