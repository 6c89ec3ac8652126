package dev.holdfast.sync.net;

import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/** Why a request of the {@link SharedClient} got no answer. */
public enum LinkFailure {
    /** There was no connection, so nothing of the request was sent. */
    UNREACHABLE("it can't be reached, so check that it is running"),
    /** A connection was refused for reasons of safety before anything of the request was sent. */
    UNTRUSTED("no secure connection to it can be made: check its certificate"),
    /** A secure connection broke; the request may have been sent. */
    INSECURE("no secure connection to it can be made: check its certificate"),
    /** The connection broke; the request may have been sent. */
    BROKEN("the connection to it broke");

    private final String clause;

    LinkFailure(String clause) {
        this.clause = clause;
    }

    /** Which of them a request's failure is. */
    public static LinkFailure of(Throwable cause) {
        if (cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException) {
            return UNREACHABLE;
        }
        if (cause instanceof SSLHandshakeException) {
            return UNTRUSTED;
        }
        return cause instanceof SSLException ? INSECURE : BROKEN;
    }

    /** The failure as a clause about the server, "it". */
    public String clause() {
        return clause;
    }

    /** Whether the request may have been sent. */
    public boolean maybeSent() {
        return this == INSECURE || this == BROKEN;
    }
}
