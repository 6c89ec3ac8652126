package dev.holdfast.sync.storage.s3;

/** Nobody has said which access key to use. Goes unchanged through the SDK, whose own failure has no type for this. */
final class NoCredentialsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoCredentialsException(RuntimeException cause) {
        super(cause);
    }
}
