package dev.holdfast.mcp.stdio;

/** Stands in when the server could not be built, so that no request waits for ever. */
final class FailedBackend implements Backend {
    private final Calls calls;

    FailedBackend(Calls calls) {
        this.calls = calls;
    }

    @Override
    public void initialize(byte[] line) {
        // Answered already; what follows gets an error.
    }

    @Override
    public void request(Object id, byte[] line) {
        calls.answer(id, Replies.internalError(id));
    }

    @Override
    public void response(byte[] line) {
        // Nobody here has asked the client anything.
    }
}
