package dev.holdfast.sync.storage.entry;

import java.util.Optional;

/** Keeps a bounded number of hashes. */
final class MemoryHashCache implements HashCache {
    private record Known(Content content, String sha256) {}

    private final Lru<String, Known> known;

    MemoryHashCache(int size) {
        this.known = new Lru<>(size);
    }

    @Override
    public synchronized Optional<String> find(Content content) {
        return Optional.ofNullable(known.get(content.key()))
                .filter(kept -> kept.content().equals(content))
                .map(Known::sha256);
    }

    @Override
    public synchronized void keep(Content content, String sha256) {
        known.put(content.key(), new Known(content, sha256));
    }
}
