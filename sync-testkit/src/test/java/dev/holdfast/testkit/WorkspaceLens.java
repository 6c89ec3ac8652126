package dev.holdfast.testkit;

import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.Depth;
import dev.holdfast.sync.storage.ForwardingStorage;
import dev.holdfast.sync.storage.ListPage;
import dev.holdfast.sync.storage.Precondition;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StoredObject;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A storage whose objects look otherwise than they are. */
final class WorkspaceLens extends ForwardingStorage {
    private final UnaryOperator<StoredObject> look;

    WorkspaceLens(StorageClient next, UnaryOperator<StoredObject> look) {
        super(next);
        this.look = look;
    }

    @Override
    protected <T> T around(String operation, String key, Call<T> call) throws StorageException {
        return call.run();
    }

    @Override
    public StoredObject put(String key, Content content, PutOptions options) throws StorageException {
        return look.apply(super.put(key, content, options));
    }

    @Override
    public StoredObject move(String from, String to, Precondition precondition) throws StorageException {
        return look.apply(super.move(from, to, precondition));
    }

    @Override
    public Optional<StoredObject> stat(String key) throws StorageException {
        return super.stat(key).map(look);
    }

    @Override
    public ListPage list(String prefix, Depth depth, String after, int limit) throws StorageException {
        ListPage page = super.list(prefix, depth, after, limit);
        return new ListPage(page.objects().stream().map(look).toList(), page.folders(), page.next());
    }
}
