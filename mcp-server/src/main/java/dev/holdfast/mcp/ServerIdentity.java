package dev.holdfast.mcp;

/**
 * Who the server says it is: the one source for the quick handshake and for the SDK's server alike, so that a client hears
 * the same from both. Holds plain values only, because it is used before anything large is loaded. Immutable.
 *
 * @param version the product's version
 */
public record ServerIdentity(String version) {
    /** The name that clients use for the server. */
    public static final String NAME = "holdfast";

    /** The name that people see. */
    public static final String TITLE = "Holdfast";

    /** Whether the list of tools can change while the server runs. */
    static final boolean TOOLS_CHANGE = false;

    /** Whether the list of resources can change while the server runs. */
    static final boolean RESOURCES_CHANGE = false;

    /** Whether a client may ask to hear of changes to a resource. */
    static final boolean RESOURCES_SUBSCRIBE = true;

    /** Tells an assistant when to use which tool. */
    public static final String INSTRUCTIONS = """
            Holdfast is this assistant's memory, and keeps it safe on a remote that the user chose.
            - When the user asks to sync, back up or save memory, call sync_to_remote. With dry_run it shows what would leave \
            the machine and sends nothing.
            - When the user asks whether memory is safe, what is pending or why a sync failed, call sync_status. Say that \
            memory is safe only when its field synced is true.
            - When the user tells something worth knowing in later sessions (a preference, a decision, a fact), call \
            memory_store. Before answering what may have come up before, call memory_recall.
            - When a session ends, call end once, with a short summary. It answers at once and uploads in the background.
            - A sync that is still pending goes on by itself. Look again with sync_status instead of starting another.
            - Remotes, sources and credentials come from the user's settings; no tool takes them as arguments.""";
}
