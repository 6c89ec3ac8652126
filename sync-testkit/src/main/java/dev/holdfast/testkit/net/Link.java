package dev.holdfast.testkit.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** A client's connection and the one that was made for it to the server, with what happens between them. */
final class Link {
    private final Listener listener;
    private final Socket client;
    private final Socket server;
    private final Runnable changed;
    private final AtomicLong requestBytes = new AtomicLong();
    private final AtomicLong replyBytes = new AtomicLong();
    private volatile boolean finished;
    private volatile boolean open = true;

    Link(Listener listener, Socket client, Socket server, Runnable changed) {
        this.listener = listener;
        this.client = client;
        this.server = server;
        this.changed = changed;
    }

    Passage passage(int number) {
        return new Passage(number, requestBytes.get(), replyBytes.get(), open);
    }

    /** Carries bytes both ways until both have ended; then both sockets are closed. */
    void run(InputStream fromClient, InputStream fromServer, TcpFault fault) {
        CountDownLatch replied = new CountDownLatch(1);
        listener.beside(() -> {
            carry(fromServer, client, fault.reply(), replyBytes);
            replied.countDown();
        });
        carry(fromClient, server, fault.request(), requestBytes);
        try {
            replied.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts these threads", e);
        } finally {
            listener.release(server);
            listener.release(client);
            open = false;
            changed.run();
        }
    }

    private void carry(InputStream from, Socket to, LineFault fault, AtomicLong count) {
        try {
            if (pump(from, to.getOutputStream(), fault, count)) {
                end(fault.ending(), to);
                discard(from);
                if (to == server) {
                    listener.release(server);
                }
            } else if (!finished) {
                to.shutdownOutput();
            }
        } catch (IOException e) {
            if (finished && to == server) {
                discard(from);
            } else if (!finished) {
                reset();
            }
        }
    }

    /** Passes bytes on; whether the fault ended that before they did. */
    private boolean pump(InputStream from, OutputStream to, LineFault fault, AtomicLong count) throws IOException {
        byte[] buffer = new byte[fault.piece()];
        while (true) {
            int read = from.read(buffer);
            if (read < 0) {
                return false;
            }
            long passed = count.get();
            int passing = (int) Math.min(read, fault.cutAfter() - passed);
            if (fault.alteredAt() >= passed && fault.alteredAt() < passed + passing) {
                buffer[(int) (fault.alteredAt() - passed)] ^= 1;
            }
            to.write(buffer, 0, passing);
            to.flush();
            count.addAndGet(passing);
            changed.run();
            if (passing < read) {
                return true;
            }
            listener.pause(fault.every());
        }
    }

    private void end(Ending ending, Socket to) throws IOException {
        switch (ending) {
            case FIN -> {
                finished = true;
                client.shutdownOutput();
                listener.release(server);
            }
            case RST -> reset();
            case HALF_CLOSE -> to.shutdownOutput();
            case SILENCE -> {}
        }
    }

    private void reset() {
        finished = true;
        listener.reset(server);
        listener.reset(client);
    }

    private static void discard(InputStream from) {
        try {
            from.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // Whoever sent this has gone, or was sent away: an end like any other.
        }
    }
}
