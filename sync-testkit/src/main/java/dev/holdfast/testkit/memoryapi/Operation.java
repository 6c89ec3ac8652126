package dev.holdfast.testkit.memoryapi;

/** What a request to a memory API asks for. */
public enum Operation {
    /** Whether the server is there. */
    HEALTH,
    /** Whether the key is accepted. */
    CHECK_KEY,
    /** A new record. */
    CREATE,
    /** The user's records. */
    SYNC,
    /** Another text for a record. */
    UPDATE,
    /** The end of a record. */
    DELETE,
    /** Something that no memory API has. */
    NONE;

    static Operation of(String method, String path) {
        return switch (method + " " + path.replaceFirst("/-?[0-9]+$", "/N")) {
            case "GET /health" -> HEALTH;
            case "GET /api/auth-check" -> CHECK_KEY;
            case "POST /api/memories" -> CREATE;
            case "GET /api/memories/sync" -> SYNC;
            case "PUT /api/memories/N" -> UPDATE;
            case "DELETE /api/memories/N" -> DELETE;
            default -> NONE;
        };
    }
}
