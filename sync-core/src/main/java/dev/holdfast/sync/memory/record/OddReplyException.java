package dev.holdfast.sync.memory.record;

import java.io.IOException;

/** An answer is not what a memory API answers. The message is a clause for the user, and holds nothing of the answer. */
final class OddReplyException extends IOException {
    private static final long serialVersionUID = 1L;

    OddReplyException(String clause) {
        super(clause);
    }

    String clause() {
        return String.valueOf(getMessage());
    }
}
