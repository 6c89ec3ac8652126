package dev.holdfast.sync.storage.s3;

import dev.holdfast.sync.storage.Depth;
import dev.holdfast.sync.storage.ListPage;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StorageKeys;
import dev.holdfast.sync.storage.StoredObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * One page of a listing. A page begins behind a name, not at a token of the service's, so that it can be asked for at any
 * time. What could not have come from an honest service is refused as a whole; names that no key can have, which other
 * programs may have given, are left out.
 */
final class S3Listing {
    private final Bucket bucket;
    private final StoredObjects objects;
    private final String prefix;
    private final Depth depth;
    private final String after;

    S3Listing(Bucket bucket, StoredObjects objects, String prefix, Depth depth, String after) {
        this.bucket = bucket;
        this.objects = objects;
        this.prefix = prefix;
        this.depth = depth;
        this.after = after;
    }

    ListPage page(int limit) throws StorageException {
        // The folder that the last page ended with comes once more, since things in it lie behind its name.
        int asked = after.endsWith("/") ? Math.min(limit + 1, StorageClient.MAX_PAGE) : limit;
        String token = null;
        do {
            ListObjectsV2Response answer = ask(asked, token);
            List<StoredObject> found = checked(answer.contents(), S3Object::key, objects::listed);
            List<String> folders = checked(answer.commonPrefixes(), CommonPrefix::prefix, (name, folder) -> name);
            boolean more = Boolean.TRUE.equals(answer.isTruncated());
            if (!more || !found.isEmpty() || !folders.isEmpty()) {
                return cut(found, folders, more, limit);
            }
            if (answer.nextContinuationToken() == null
                    || answer.nextContinuationToken().equals(token)) {
                throw wrong("says that there is more and does not go on");
            }
            token = answer.nextContinuationToken();
        } while (true);
    }

    private ListObjectsV2Response ask(int limit, @Nullable String token) throws StorageException {
        return bucket.call(
                "",
                client -> client.listObjectsV2(request -> request.bucket(bucket.name())
                        .prefix(bucket.path(prefix))
                        .delimiter(depth == Depth.ONE_LEVEL ? "/" : null)
                        .startAfter(after.isEmpty() ? null : bucket.path(after))
                        .continuationToken(token)
                        .maxKeys(limit)));
    }

    /** The page without what is more than was asked for, and without names that are no keys. */
    private static ListPage cut(List<StoredObject> found, List<String> folders, boolean more, int limit) {
        List<String> names = new ArrayList<>(folders);
        found.forEach(object -> names.add(object.key()));
        names.sort(StorageKeys.ORDER);
        boolean whole = names.size() <= limit;
        String last = names.isEmpty() ? "" : names.get(Math.min(limit, names.size()) - 1);
        return new ListPage(
                found.stream()
                        .filter(object -> StorageKeys.ORDER.compare(object.key(), last) <= 0)
                        .filter(object -> StorageKeys.isValid(object.key()))
                        .toList(),
                folders.stream()
                        .filter(folder -> StorageKeys.ORDER.compare(folder, last) <= 0)
                        .filter(folder -> folder.endsWith("/"))
                        .filter(folder -> StorageKeys.isValid(folder.substring(0, folder.length() - 1)))
                        .toList(),
                more || !whole ? Optional.of(last) : Optional.empty());
    }

    /** The entries, less the folder that the last page ended with. */
    private <T, R> List<R> checked(List<T> entries, Function<T, String> path, BiFunction<String, T, R> result)
            throws StorageException {
        List<R> checked = new ArrayList<>();
        String last = after;
        for (T entry : entries) {
            String name = bucket.key(path.apply(entry))
                    .filter(key -> key.startsWith(prefix))
                    .orElseThrow(() -> wrong("names what is not in it"));
            if (checked.isEmpty() && name.equals(after)) {
                continue;
            }
            if (StorageKeys.ORDER.compare(name, last) <= 0) {
                throw wrong("is not in order");
            }
            last = name;
            checked.add(result.apply(name, entry));
        }
        return checked;
    }

    private StorageException wrong(String what) {
        return new StorageException.Corrupt("The listing of the " + bucket.describe() + " " + what + ".", null);
    }
}
