package dev.holdfast.sync.storage.local;

import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.PutOptions;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file that is being written. Closing it removes it unless it got another name. */
public final class TemporaryFile implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(TemporaryFile.class);
    private static final int BUFFER = 128 * 1024;

    private final Folder folder;
    private final String name;
    private final FileChannel channel;

    /** Creates it in a folder, which it closes in the end. */
    public TemporaryFile(Folder folder, String name) throws IOException {
        this(folder, name, folder.channel(name, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    }

    private TemporaryFile(Folder folder, String name, FileChannel channel) {
        this.folder = folder;
        this.name = name;
        this.channel = channel;
    }

    /** The same, and its owner alone may read it, for what may be meant for nobody else. */
    public static TemporaryFile ofOwner(Folder folder, String name) throws IOException {
        return new TemporaryFile(folder, name, folder.createPrivate(name));
    }

    /** Where it is. */
    public Folder folder() {
        return folder;
    }

    /** What it is called. */
    public String name() {
        return name;
    }

    BasicFileAttributes attributes() throws IOException {
        return folder.attributes(name);
    }

    /** Whether its directory shows it under the name that it was given. */
    boolean isListed() throws IOException {
        return folder.spelling().lists(name);
    }

    /** Takes the content in; it is on disk when this returns. */
    public void write(Content content, PutOptions options) throws IOException {
        try (channel;
                InputStream in = content.openGuarded()) {
            byte[] buffer = new byte[Math.min(BUFFER, options.partSize())];
            long written = 0;
            long told = 0;
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read);
                while (bytes.hasRemaining()) {
                    written += channel.write(bytes);
                }
                if (written - told >= options.partSize()) {
                    told = written;
                    options.progress().accept(written);
                }
            }
            channel.force(true);
            if (told != written || written == 0) {
                options.progress().accept(written);
            }
        }
    }

    @Override
    public void close() throws IOException {
        try (folder) {
            try {
                channel.close();
            } finally {
                discard(folder, name);
            }
        }
    }

    /** Removes a temporary file; when that fails, a later sweep does it. */
    public static boolean discard(Folder folder, String name) {
        try {
            folder.deleteFile(name);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            LOG.warn(
                    "The temporary file {} could not be removed; it goes in a day.",
                    folder.path().resolve(name),
                    e);
            return false;
        }
    }
}
