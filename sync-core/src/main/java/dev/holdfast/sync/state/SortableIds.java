package dev.holdfast.sync.state;

import java.security.SecureRandom;
import java.time.Instant;

/**
 * Makes ids of 26 characters that sort by time, and within one millisecond of one process by order of making: 10
 * characters for the milliseconds, 16 random ones, in an alphabet without look-alikes. Thread-safe.
 */
public final class SortableIds {
    private static final char[] ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();
    private static final int BITS = 5;
    private static final int TIME_CHARACTERS = 10;
    private static final int RANDOM_CHARACTERS = 16;

    private final SecureRandom random = new SecureRandom();
    private final int[] tail = new int[RANDOM_CHARACTERS];
    private long lastMillis = -1;

    /** The next id, for something that came at this time. */
    public synchronized String next(Instant now) {
        long millis = now.toEpochMilli();
        if (millis == lastMillis) {
            increment();
        } else {
            lastMillis = millis;
            for (int place = 0; place < RANDOM_CHARACTERS; place++) {
                tail[place] = random.nextInt(ALPHABET.length);
            }
        }
        return text(millis, tail);
    }

    /** An id whose random part is given, for what must get the same id each time: 5 bits of each byte count. */
    public static String of(Instant time, byte[] tail) {
        int[] digits = new int[RANDOM_CHARACTERS];
        for (int place = 0; place < RANDOM_CHARACTERS; place++) {
            digits[place] = tail[place] & (ALPHABET.length - 1);
        }
        return text(time.toEpochMilli(), digits);
    }

    private static String text(long millis, int[] tail) {
        StringBuilder id = new StringBuilder(TIME_CHARACTERS + RANDOM_CHARACTERS);
        for (int place = TIME_CHARACTERS - 1; place >= 0; place--) {
            id.append(ALPHABET[(int) (millis >>> (BITS * place)) & (ALPHABET.length - 1)]);
        }
        for (int digit : tail) {
            id.append(ALPHABET[digit]);
        }
        return id.toString();
    }

    private void increment() {
        int place = RANDOM_CHARACTERS - 1;
        while (place > 0 && tail[place] == ALPHABET.length - 1) {
            tail[place] = 0;
            place--;
        }
        tail[place] = (tail[place] + 1) % ALPHABET.length;
    }
}
