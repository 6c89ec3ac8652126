package dev.holdfast.sync.method.cloud;

import dev.holdfast.settings.Checksums;
import dev.holdfast.settings.Keys;
import dev.holdfast.settings.PathStyle;
import dev.holdfast.settings.Settings;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.s3.S3Options;
import dev.holdfast.sync.storage.s3.S3Storage;
import dev.holdfast.sync.storage.s3.S3Summary;
import java.net.URI;
import java.util.Optional;

/** Makes the storage for a bucket. Apart from {@link RemoteOpener}, so that nobody else pays for loading its parts. */
final class S3Remote {
    private S3Remote() {}

    static StorageClient open(URI remote, Settings settings) {
        return new S3Storage(options(remote, settings));
    }

    static String summary(URI remote, Settings settings) throws StorageException {
        return S3Summary.of(options(remote, settings));
    }

    static S3Options options(URI remote, Settings settings) {
        String path = Optional.ofNullable(remote.getPath()).orElse("");
        String prefix = path.isEmpty() ? "" : path.substring(1);
        Optional<URI> endpoint = settings.get(Keys.CLOUD_ENDPOINT);
        S3Options options = S3Options.bucket(remote.getAuthority())
                .withPrefix(prefix)
                .withRegion(settings.get(Keys.CLOUD_REGION))
                .withPathStyle(pathStyle(settings.get(Keys.CLOUD_PATH_STYLE), endpoint.isPresent()))
                .withChecksums(checksums(settings.get(Keys.CLOUD_CHECKSUMS)))
                .withChunkedEncoding(settings.get(Keys.CLOUD_CHUNKED_ENCODING))
                .withCreateOnly(settings.get(Keys.CLOUD_CREATE_ONLY));
        if (endpoint.isPresent()) {
            options = options.withEndpoint(endpoint.get());
        }
        String profile = settings.get(Keys.CLOUD_PROFILE);
        return profile.isEmpty() ? options : options.withProfile(profile);
    }

    private static boolean pathStyle(PathStyle wanted, boolean ownEndpoint) {
        return switch (wanted) {
            case AUTO -> ownEndpoint;
            case TRUE -> true;
            case FALSE -> false;
        };
    }

    private static S3Options.Checksums checksums(Checksums wanted) {
        return switch (wanted) {
            case WHEN_REQUIRED -> S3Options.Checksums.WHEN_REQUIRED;
            case WHEN_SUPPORTED -> S3Options.Checksums.WHEN_SUPPORTED;
        };
    }
}
