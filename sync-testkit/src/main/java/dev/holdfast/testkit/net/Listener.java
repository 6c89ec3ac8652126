package dev.holdfast.testkit.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A port on loopback that can be closed and opened again, with a thread for each connection. Thread-safe. */
final class Listener implements AutoCloseable {
    private static final int BACKLOG = 50;

    private static final ExecutorService THREADS = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "testkit-net");
        thread.setDaemon(true);
        return thread;
    });

    private final CountDownLatch closing = new CountDownLatch(1);
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Handler handler;
    private final int port;
    private ServerSocket server;
    private CountDownLatch listening;

    Listener(Handler handler) throws IOException {
        this.handler = handler;
        this.server = bound(0);
        this.port = server.getLocalPort();
        this.listening = start(server);
    }

    private static ServerSocket bound(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
        return socket;
    }

    int port() {
        return port;
    }

    /** From now on new connections are refused. */
    synchronized void refuse() {
        try {
            server.close();
            // The port stays open for as long as a thread waits at it.
            listening.await();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** From now on new connections are taken, again. */
    synchronized void accept() {
        if (server.isClosed() && closing.getCount() > 0) {
            try {
                server = bound(port);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            listening = start(server);
        }
    }

    /** Takes connections; what it gives is released when it no longer does. */
    private CountDownLatch start(ServerSocket socket) {
        CountDownLatch ended = new CountDownLatch(1);
        THREADS.execute(() -> {
            try {
                while (true) {
                    take(socket.accept());
                }
            } catch (IOException e) {
                // Closing the port is how waiting for connections ends.
                return;
            } finally {
                ended.countDown();
            }
        });
        return ended;
    }

    private void take(Socket client) {
        keep(client);
        THREADS.execute(() -> {
            try {
                handler.handle(client);
            } finally {
                release(client);
            }
        });
    }

    /** Runs something beside the caller. */
    void beside(Runnable work) {
        THREADS.execute(work);
    }

    /** Makes a connection to somebody else. */
    Socket connect(InetSocketAddress target) throws IOException {
        Socket socket = new Socket();
        keep(socket);
        try {
            socket.connect(target);
            return socket;
        } catch (IOException e) {
            release(socket);
            throw e;
        }
    }

    /** Has a socket closed at the latest when this is. */
    private void keep(Socket socket) {
        sockets.add(socket);
        if (closing.getCount() == 0) {
            release(socket);
        }
    }

    /** Closes a socket so that its other end sees a reset. */
    void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (SocketException e) {
            // Only a closed one refuses this, and that needs no reset.
            return;
        }
        release(socket);
    }

    /** Closes a socket. */
    void release(Socket socket) {
        sockets.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets time pass; fails as soon as this is closed. */
    void pause(Duration time) throws IOException {
        try {
            if (!time.isZero() && closing.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new IOException("closed");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts these threads", e);
        }
    }

    @Override
    public void close() {
        closing.countDown();
        refuse();
        sockets.forEach(this::release);
    }

    /** What is done with a connection. The socket is closed afterwards. */
    @FunctionalInterface
    interface Handler {
        void handle(Socket client);
    }
}
