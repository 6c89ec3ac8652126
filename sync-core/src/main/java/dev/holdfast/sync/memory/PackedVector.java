package dev.holdfast.sync.memory;

import java.nio.ByteBuffer;

/**
 * A vector in a byte for each number, behind the largest of them: close enough to compare meanings, and a quarter of what the
 * numbers themselves take.
 */
final class PackedVector {
    private static final int HEAD = Float.BYTES;

    private PackedVector() {}

    static byte[] pack(float[] vector) {
        float largest = 0;
        for (float number : vector) {
            largest = Math.max(largest, Math.abs(number));
        }
        ByteBuffer packed = ByteBuffer.allocate(HEAD + vector.length).putFloat(largest);
        for (float number : vector) {
            packed.put((byte) (largest == 0 ? 0 : Math.round(number / largest * Byte.MAX_VALUE)));
        }
        return packed.array();
    }

    static float[] unpack(byte[] packed) {
        float step = step(packed);
        float[] vector = new float[packed.length - HEAD];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = packed[HEAD + i] * step;
        }
        return vector;
    }

    /** The cosine of the angle between two vectors of length 1; -1 for what can't be compared. */
    static double closeness(byte[] one, byte[] other) {
        if (one.length != other.length || one.length <= HEAD) {
            return -1;
        }
        int sum = 0;
        for (int i = HEAD; i < one.length; i++) {
            sum += one[i] * other[i];
        }
        return (double) sum * step(one) * step(other);
    }

    private static float step(byte[] packed) {
        return ByteBuffer.wrap(packed).getFloat() / Byte.MAX_VALUE;
    }
}
