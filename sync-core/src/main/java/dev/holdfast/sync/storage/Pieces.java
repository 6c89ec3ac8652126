package dev.holdfast.sync.storage;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Bytes on their way from one thread to another, in a bounded number of pieces. {@link #take} and {@link #available}
 * are the taker's and need no lock; everything else is called under one.
 */
final class Pieces {
    /** Many streams are short: the first piece is too. */
    private static final int FIRST = 16 * 1024;

    private static final int SIZE = 256 * 1024;
    private static final int MOST = 4;

    private final ArrayDeque<Piece> pieces = new ArrayDeque<>();
    private byte @Nullable [] spare;
    private boolean begun;
    private byte[] current = new byte[0];
    private int position;
    private int visible;

    /** How many bytes there are to take for certain. */
    int available() {
        return visible - position;
    }

    /** Takes bytes of those that are available. */
    int take(byte[] buffer, int offset, int length) {
        int count = Math.min(length, available());
        System.arraycopy(current, position, buffer, offset, count);
        position += count;
        return count;
    }

    /** Makes what has come available; false when nothing has. */
    boolean next() {
        Piece first = pieces.peek();
        if (first != null && position == first.bytes.length) {
            pieces.remove();
            spare = first.bytes;
            position = 0;
            visible = 0;
            first = pieces.peek();
        }
        if (first == null || first.written == position) {
            return false;
        }
        current = first.bytes;
        visible = first.written;
        return true;
    }

    /** Whether it is worth while to go on filling. */
    boolean hasMuchRoom() {
        return pieces.size() <= MOST / 2;
    }

    /** The piece to fill next; null when there are enough. */
    @Nullable
    Piece withRoom() {
        Piece last = pieces.peekLast();
        if (last != null && last.room() > 0) {
            return last;
        }
        return pieces.size() < MOST ? add() : null;
    }

    private Piece add() {
        byte[] bytes = spare;
        if (bytes == null || bytes.length < SIZE) {
            bytes = new byte[begun ? SIZE : FIRST];
        }
        spare = null;
        begun = true;
        Piece piece = new Piece(bytes);
        pieces.add(piece);
        return piece;
    }

    /** Lets go of everything. */
    void clear() {
        pieces.clear();
        spare = null;
    }

    /** Some bytes, filled from the front. */
    static final class Piece {
        private final byte[] bytes;
        private int written;

        private Piece(byte[] bytes) {
            this.bytes = bytes;
        }

        byte[] bytes() {
            return bytes;
        }

        int written() {
            return written;
        }

        int room() {
            return bytes.length - written;
        }

        void wrote(int count) {
            written += count;
        }
    }
}
