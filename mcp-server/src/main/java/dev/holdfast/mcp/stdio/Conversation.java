package dev.holdfast.mcp.stdio;

import dev.holdfast.mcp.Handshake;
import java.util.Objects;
import java.util.Set;

/**
 * What is said in answer to each line. It answers by itself what must be answered at once (handshake, pings, mistakes) and
 * hands on the rest. Lives on the reading thread.
 */
final class Conversation implements LineReader.Listener {
    /** The methods that the backend serves; anything else is refused without waiting for it. */
    static final Set<String> SERVED = Set.of(
            "tools/list",
            "tools/call",
            "resources/list",
            "resources/read",
            "resources/templates/list",
            "resources/subscribe",
            "resources/unsubscribe",
            "logging/setLevel");

    /** How many requests may be in flight. */
    static final int MAX_CALLS = 1024;

    private final Handshake handshake;
    private final LineWriter out;
    private final Calls calls;
    private final Dispatcher backend;
    private boolean initialized;

    Conversation(Handshake handshake, LineWriter out, Calls calls, Dispatcher backend) {
        this.handshake = handshake;
        this.out = out;
        this.calls = calls;
        this.backend = backend;
    }

    @Override
    public void onLine(byte[] line) {
        if (isBlank(line)) {
            return;
        }
        Envelope message = EnvelopeReader.read(line);
        switch (message.kind()) {
            case REQUEST -> onRequest(message, Objects.requireNonNull(message.id()), line);
            case NOTIFICATION -> onNotification(message);
            case RESPONSE -> onResponse(message, line);
            case INVALID -> out.send(Replies.error(message.id(), message.errorCode(), message.problem()));
        }
    }

    @Override
    public void onTooLong(int bound) {
        out.send(Replies.error(
                null,
                Replies.INVALID_REQUEST,
                "The line is longer than " + bound / (1024 * 1024) + " MiB, the most that one message may have here."));
    }

    private void onRequest(Envelope message, Object id, byte[] line) {
        String method = message.method();
        if (method.equals("ping")) {
            out.send(Replies.empty(id));
        } else if (method.equals("initialize")) {
            onInitialize(message, id, line);
        } else if (!SERVED.contains(method)) {
            refuse(id, Replies.METHOD_NOT_FOUND, "There is no method named \"" + shortened(method) + "\" here.");
        } else if (!initialized) {
            refuse(id, Replies.INVALID_REQUEST, "The session has not begun: send initialize before " + method + ".");
        } else {
            forward(id, line);
        }
    }

    private void onInitialize(Envelope message, Object id, byte[] line) {
        if (initialized) {
            refuse(id, Replies.INVALID_REQUEST, "The session has begun already; initialize can be sent only once.");
            return;
        }
        initialized = true;
        backend.send(line, sdk -> sdk.initialize(line));
        // Only now is anything large loaded: the client has its answer and reads it meanwhile.
        out.send(Replies.initialize(id, handshake, message.protocolVersion()), backend::start);
    }

    private void forward(Object id, byte[] line) {
        if (calls.size() >= MAX_CALLS) {
            refuse(
                    id,
                    Replies.INVALID_REQUEST,
                    "More than " + MAX_CALLS + " requests are in flight; wait for answers.");
        } else if (!calls.open(id)) {
            refuse(
                    id,
                    Replies.INVALID_REQUEST,
                    "A request with this id is still in flight; each needs an id of its own.");
        } else {
            backend.send(line, sdk -> sdk.request(id, line));
        }
    }

    /** The session counts as begun from initialize on, and no other notification of a client's concerns us. */
    private void onNotification(Envelope message) {
        Object cancelled = message.cancelledId();
        if (message.method().equals("notifications/cancelled") && cancelled != null) {
            calls.cancel(cancelled);
        }
    }

    private void onResponse(Envelope message, byte[] line) {
        if (initialized && message.id() != null) {
            backend.send(line, sdk -> sdk.response(line));
        }
    }

    private void refuse(Object id, int code, String sentence) {
        out.send(Replies.error(id, code, sentence));
    }

    private static String shortened(String name) {
        return name.length() <= 100 ? name : name.substring(0, 100) + "…";
    }

    private static boolean isBlank(byte[] line) {
        for (byte each : line) {
            if (each != ' ' && each != '\t' && each != '\r') {
                return false;
            }
        }
        return true;
    }
}
