package dev.holdfast.testkit.net;

/** How the flow of bytes in one direction of a connection ends before its time. */
public enum Ending {
    /** The connection is closed in good order, both ways. */
    FIN,
    /** The connection is reset, both ways. */
    RST,
    /** The receiver is told that no more comes; the other direction goes on. */
    HALF_CLOSE,
    /** Nothing more comes and nobody is told; the other direction goes on. */
    SILENCE
}
