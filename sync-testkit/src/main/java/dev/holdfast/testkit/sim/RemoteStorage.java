package dev.holdfast.testkit.sim;

import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.ForwardingStorage;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StoredObject;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** A storage at the other end of a simulated network. */
final class RemoteStorage extends ForwardingStorage {
    private final Network network;
    private final Device from;
    private final String service;

    RemoteStorage(Network network, Device from, String service, StorageClient next) {
        super(next);
        this.network = network;
        this.from = from;
        this.service = service;
    }

    @Override
    protected <T> T around(String operation, String key, Call<T> call) throws StorageException {
        try {
            return network.<T, StorageException>call(from, service, operation + " " + key, call::run);
        } catch (NoReplyException e) {
            throw new StorageException.Transient("No reply came from the " + describe() + ".", e);
        }
    }

    /** The bytes are what is sent: a request that arrives late or twice does not ask for them again. */
    @Override
    public StoredObject put(String key, Content content, PutOptions options) throws StorageException {
        byte[] bytes;
        try (InputStream in = content.openGuarded()) {
            bytes = in.readAllBytes();
        } catch (StorageException e) {
            throw e;
        } catch (IOException e) {
            throw new StorageException.Unreadable("The content could not be closed.", e);
        }
        StoredObject stored =
                around("put", key, () -> next().put(key, Content.of(bytes), options.with(progress -> {})));
        options.progress().accept(bytes.length);
        return stored;
    }

    @Override
    public InputStream open(String key) throws StorageException {
        return open(key, 0, Long.MAX_VALUE);
    }

    @Override
    public InputStream open(String key, long offset, long length) throws StorageException {
        byte[] bytes = around("open", key, () -> {
            try (InputStream in = next().open(key, offset, length)) {
                return in.readAllBytes();
            } catch (StorageException e) {
                throw e;
            } catch (IOException e) {
                throw new StorageException.Transient("Reading " + key + " was cut short.", e);
            }
        });
        return network.breaksOff("body of " + key)
                ? new BrokenOff(Arrays.copyOf(bytes, network.random(bytes.length + 1)))
                : new ByteArrayInputStream(bytes);
    }

    @Override
    public void close() {
        // The service goes on; there is no connection to end.
    }

    private static final class BrokenOff extends FilterInputStream {
        BrokenOff(byte[] arrived) {
            super(new ByteArrayInputStream(arrived));
        }

        @Override
        public int read() throws IOException {
            return orBreakOff(super.read());
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            return orBreakOff(super.read(buffer, offset, length));
        }

        private static int orBreakOff(int read) throws StorageException {
            if (read < 0) {
                throw new StorageException.Transient("The reply broke off.", null);
            }
            return read;
        }
    }
}
