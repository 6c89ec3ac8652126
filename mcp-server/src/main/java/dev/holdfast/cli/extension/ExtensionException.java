package dev.holdfast.cli.extension;

/** An extension could not be added, removed or listed. The message is one sentence for the user. */
public final class ExtensionException extends Exception {
    private static final long serialVersionUID = 1L;

    public ExtensionException(String message) {
        super(message);
    }

    ExtensionException(String message, Throwable cause) {
        super(message, cause);
    }
}
