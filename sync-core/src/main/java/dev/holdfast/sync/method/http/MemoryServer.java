package dev.holdfast.sync.method.http;

import dev.holdfast.sync.event.CancelSignal;
import java.util.List;

/** A server that stores memories, to whoever sends them: one conversation with it. One thread at a time. */
interface MemoryServer extends AutoCloseable {
    /**
     * Gives memories with embeddings to the server, in one call.
     *
     * @param systemId whose they are
     * @throws CallFailure when what became of them is not known, or nothing came of it
     */
    BatchReply store(List<OutgoingMemory> memories, String systemId);

    /** How many bytes of messages went to it. */
    long sent();

    /** Ends the conversation; never fails. */
    @Override
    void close();

    /** Begins conversations. */
    @FunctionalInterface
    interface Opener {
        /**
         * Begins one.
         *
         * @throws CallFailure when the server can't be talked to, or takes no memories
         */
        MemoryServer open(CancelSignal cancel);
    }
}
