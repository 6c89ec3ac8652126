package dev.holdfast.mcp.stdio;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;

/**
 * The streams that carry protocol messages and nothing else.
 *
 * @param in where the client's messages come from; closed by the server when it ends, also while it is being read
 * @param out where ours go
 */
public record ProtocolStreams(InputStream in, OutputStream out) {
    /**
     * Takes the process's real standard streams away from everybody else: from then on {@code System.out} leads to standard
     * error and {@code System.in} is empty, so that no library can break into the conversation. To be called first thing
     * in {@code main}, and once.
     */
    public static ProtocolStreams capture() {
        // A channel, because closing it wakes a thread that reads from it; a virtual machine that ends waits 0.3 s for
        // a
        // thread that is still in a read. And not System.out itself: a PrintStream hides that the client has gone.
        ProtocolStreams streams = new ProtocolStreams(
                Channels.newInputStream(new FileInputStream(FileDescriptor.in).getChannel()),
                new FileOutputStream(FileDescriptor.out));
        System.setIn(InputStream.nullInputStream());
        System.setOut(System.err);
        return streams;
    }
}
