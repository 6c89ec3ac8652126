package dev.holdfast.settings;

import dev.holdfast.settings.SecretException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The three ways to look a secret up. What they throw never carries a cause, which could quote the value. */
final class SecretLookup {
    private static final int LARGEST = 64 * 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private SecretLookup() {}

    static String variable(String name, Function<String, @Nullable String> environment) {
        String what = "The environment variable " + name + ", which holds a secret,";
        String value = environment.apply(name);
        if (value == null) {
            throw new SecretException(Reason.VARIABLE_NOT_SET, what + " is not set.");
        }
        return usable(value, what);
    }

    static String file(Path file) {
        String what = "The file " + Shown.oneLine(file.toString()) + ", which holds a secret,";
        byte[] bytes;
        try (InputStream in = open(file, what)) {
            bytes = in.readNBytes(LARGEST + 1);
        } catch (NoSuchFileException e) {
            throw new SecretException(Reason.FILE_MISSING, what + " does not exist.");
        } catch (IOException e) {
            throw new SecretException(Reason.FILE_UNREADABLE, what + " cannot be read.");
        }
        if (bytes.length > LARGEST) {
            throw new SecretException(Reason.TOO_LARGE, what + " is larger than 64 KiB.");
        }
        return usable(bytes, what);
    }

    private static InputStream open(Path file, String what) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new SecretException(Reason.FILE_UNREADABLE, what + " is not a regular file.");
        }
        return Files.newInputStream(file);
    }

    static String command(String text, boolean windows) {
        return command(windows ? List.of("cmd", "/c", text) : List.of("sh", "-c", text), PATIENCE);
    }

    static String command(List<String> command, Duration patience) {
        String what = "The command that prints a secret";
        CommandOutput output;
        try {
            output = CommandOutput.of(command, patience, LARGEST);
        } catch (IOException e) {
            throw new SecretException(Reason.COMMAND_FAILED, what + " cannot be started.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SecretException(Reason.INTERRUPTED, what + " was interrupted.");
        }
        return switch (output.ending()) {
            case SUCCESS -> usable(output.bytes(), what);
            case FAILED ->
                throw new SecretException(Reason.COMMAND_FAILED, what + " failed; run it in a terminal to see why.");
            case TIMED_OUT ->
                throw new SecretException(
                        Reason.COMMAND_TIMED_OUT, what + " did not end within " + patience.toSeconds() + " seconds.");
            case TOO_LARGE -> throw new SecretException(Reason.TOO_LARGE, what + " printed more than 64 KiB.");
        };
    }

    private static String usable(byte[] bytes, String what) {
        try {
            return usable(
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes))
                            .toString(),
                    what);
        } catch (CharacterCodingException e) {
            throw new SecretException(Reason.NOT_ONE_LINE, what + " gives something that is not UTF-8 text.");
        }
    }

    /** A line break inside a secret would end the header that it is sent in. */
    private static String usable(String text, String what) {
        int end = text.length();
        while (end > 0 && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
            end--;
        }
        String value = text.substring(0, end);
        if (value.isBlank()) {
            throw new SecretException(Reason.EMPTY, what + " is empty.");
        }
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw new SecretException(Reason.NOT_ONE_LINE, what + " gives more than one line of text.");
        }
        return value;
    }
}
