package dev.holdfast.sync.method.http;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.method.HttpSyncException;
import dev.holdfast.sync.method.http.CallFailure.Kind;
import dev.holdfast.sync.storage.Pause;
import dev.holdfast.sync.storage.RetryPolicy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Sends memories in batches and notes down at once what the server confirms. A batch that is too large, that the server
 * refuses as a whole, breaks over each time or of which it does not say what became, is sent again in halves, down to single
 * memories: so one bad memory holds up no other. A conversation is begun with the first batch. For one sync; not thread-safe.
 */
final class Sender implements AutoCloseable {
    /** So many refused one by one, and none stored in between, are not the memories' fault. */
    private static final int REFUSED_IN_A_ROW = 10;

    private final MemoryServer.Opener opener;
    private final ConfirmedMemories confirmed;
    private final RetryPolicy policy;
    private final Pause pause;
    private final CancelSignal cancel;
    private final String systemId;
    private final String name;
    private final Outcome outcome;
    private @Nullable MemoryServer server;
    private int batchSize;
    private int refusedInARow;
    private boolean hasNewSession;
    private boolean breaks;
    private long sentBefore;

    /** Hears what became of each memory. */
    interface Outcome {
        /** The server has stored it. */
        void stored(String id);

        /** The server had it already. */
        void there(String id);

        /** The server would not store it. */
        void refused(String id);
    }

    /** @param name what the server is called in sentences */
    Sender(
            MemoryServer.Opener opener,
            ConfirmedMemories confirmed,
            RetryPolicy policy,
            Pause pause,
            CancelSignal cancel,
            String systemId,
            String name,
            int batchSize,
            Outcome outcome) {
        this.opener = opener;
        this.confirmed = confirmed;
        this.policy = policy;
        this.pause = pause;
        this.cancel = cancel;
        this.systemId = systemId;
        this.name = name;
        this.batchSize = batchSize;
        this.outcome = outcome;
    }

    /** How many bytes of messages went out. */
    long bytes() {
        return sentBefore + (server == null ? 0 : server.sent());
    }

    /**
     * Sends memories that all have an embedding, each id once.
     *
     * @throws HttpSyncException when the server can't be talked to; what it confirmed before that is noted down
     */
    void send(List<OutgoingMemory> memories) throws HttpSyncException {
        breaks = false;
        Deque<List<OutgoingMemory>> waiting = new ArrayDeque<>();
        waiting.add(List.copyOf(memories));
        while (!waiting.isEmpty()) {
            List<OutgoingMemory> next = waiting.pop();
            if (next.size() > batchSize) {
                waiting.push(next.subList(batchSize, next.size()));
                next = next.subList(0, batchSize);
            }
            List<OutgoingMemory> again = sendOnce(next);
            if (again.size() > 1) {
                int middle = (again.size() + 1) / 2;
                waiting.push(again.subList(middle, again.size()));
                waiting.push(again.subList(0, middle));
            } else if (!again.isEmpty()) {
                waiting.push(again);
            }
        }
    }

    /** Gives those whose fate is open. */
    private List<OutgoingMemory> sendOnce(List<OutgoingMemory> batch) throws HttpSyncException {
        BatchReply reply;
        try {
            reply = call(batch);
        } catch (CallFailure e) {
            if (e.kind() == Kind.TOO_LARGE) {
                batchSize = Math.max(1, batch.size() / 2);
            }
            breaks |= e.kind() == Kind.BROKE;
            reply = new BatchReply(Set.of(), Set.of(), Set.of(), ids(batch));
        }
        Set<String> held = new HashSet<>(reply.stored());
        held.addAll(reply.there());
        confirmed.add(held);
        reply.stored().forEach(outcome::stored);
        reply.there().forEach(outcome::there);
        reply.refused().forEach(outcome::refused);
        if (!held.isEmpty()) {
            refusedInARow = 0;
        }
        if (batch.size() == 1) {
            reply.unknown().forEach(outcome::refused);
            if (held.isEmpty()) {
                stopWhenAllAreRefused();
            }
            return List.of();
        }
        Set<String> open = reply.unknown();
        return batch.stream().filter(memory -> open.contains(memory.id())).toList();
    }

    private void stopWhenAllAreRefused() throws HttpSyncException {
        refusedInARow++;
        if (refusedInARow >= REFUSED_IN_A_ROW) {
            throw new HttpSyncException(
                    name
                            + " refuses one memory after the other; it will be tried again, and its own log should say why.",
                    true,
                    null);
        }
    }

    private static Set<String> ids(List<OutgoingMemory> batch) {
        Set<String> ids = new HashSet<>();
        batch.forEach(memory -> ids.add(memory.id()));
        return ids;
    }

    /** Throws a {@link CallFailure} only where smaller batches may help. */
    private BatchReply call(List<OutgoingMemory> batch) throws HttpSyncException {
        hasNewSession = false;
        int retries = 0;
        while (true) {
            cancel.throwIfCancelled();
            try {
                return conversation().store(batch, systemId);
            } catch (CallFailure e) {
                cancel.throwIfCancelled();
                if (e.kind() == Kind.TOO_LARGE || (e.kind() == Kind.REFUSED && server != null)) {
                    throw e;
                }
                boolean breaksOverThis = e.kind() == Kind.BROKE && server != null;
                close();
                // It has had its time to recover once; what is left is to find out which memory it is.
                if (breaksOverThis && (breaks || retries == policy.maxRetries())) {
                    throw e;
                }
                retries = prepareRetry(e, retries);
            }
        }
    }

    /** Returns when the call may be made again; tells how often it was, counting that. */
    private int prepareRetry(CallFailure failure, int retries) throws HttpSyncException {
        if (failure.kind() == Kind.SESSION_LOST && !hasNewSession) {
            hasNewSession = true; // it was restarted and has done nothing, so there is no reason to wait
            return retries;
        }
        if (!failure.mayPass() || retries == policy.maxRetries()) {
            throw failed(failure);
        }
        pause.pause(policy.wait(retries + 1, RandomGenerator.getDefault().nextDouble()), cancel);
        return retries + 1;
    }

    private MemoryServer conversation() {
        MemoryServer present = server;
        if (present == null) {
            present = opener.open(cancel);
            server = present;
        }
        return present;
    }

    private HttpSyncException failed(CallFailure failure) {
        return new HttpSyncException(
                "Memories could not be sent to " + name + ": " + failure.sentence()
                        + (failure.mayPass() ? "; it will be tried again." : "."),
                failure.mayPass(),
                failure);
    }

    /** Ends the conversation, if there is one. */
    @Override
    public void close() {
        MemoryServer present = server;
        server = null;
        if (present != null) {
            sentBefore += present.sent();
            present.close();
        }
    }
}
