package dev.holdfast.mcp.stdio;

/** What stands behind the transport once it is built. Called from one thread; must not block it for long. */
interface Backend {
    /** The client's {@code initialize}, which has been answered already. */
    void initialize(byte[] line);

    /** A request of a served method, open in {@link Calls} until it is answered there. */
    void request(Object id, byte[] line);

    /** An answer to a request of ours. */
    void response(byte[] line);
}
