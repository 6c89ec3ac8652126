package dev.holdfast.testkit;

import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** For storages that hold an object in memory before they store it. */
public final class WholeContent {
    private WholeContent() {}

    /**
     * Reads the content to its end, part by part, and tells the progress as the contract says.
     *
     * @throws StorageException.Unreadable when the content can't be read
     */
    public static byte[] read(Content content, PutOptions options) throws StorageException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (InputStream in = content.openGuarded()) {
            byte[] part = in.readNBytes(options.partSize());
            do {
                bytes.writeBytes(part);
                options.progress().accept(bytes.size());
                part = in.readNBytes(options.partSize());
            } while (part.length > 0);
            return bytes.toByteArray();
        } catch (StorageException e) {
            throw e;
        } catch (IOException e) {
            throw new StorageException.Unreadable("The content could not be closed.", e);
        }
    }
}
