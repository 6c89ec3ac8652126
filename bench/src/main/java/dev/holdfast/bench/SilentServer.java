package dev.holdfast.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Takes connections, as the system does by itself for whoever listens, and never says a word; refuses them once closed. */
final class SilentServer implements AutoCloseable {
    private static final int WAITING = 1000;

    private final ServerSocket socket;

    SilentServer() throws IOException {
        this.socket = new ServerSocket(0, WAITING, InetAddress.getLoopbackAddress());
    }

    int port() {
        return socket.getLocalPort();
    }

    /** Those that were taken are told that it is over. Closing again does nothing. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
