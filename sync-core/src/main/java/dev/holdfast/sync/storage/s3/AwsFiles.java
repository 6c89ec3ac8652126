package dev.holdfast.sync.storage.s3;

import dev.holdfast.sync.storage.StorageException;
import java.io.UncheckedIOException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.profiles.ProfileFileLocation;

/** The user's own AWS files, which hold profiles. The SDK reads them also when nothing in them is needed. */
final class AwsFiles {
    private AwsFiles() {}

    /**
     * Reads them.
     *
     * @throws StorageException.Permanent when one of them is not written as it has to be, or can't be read
     */
    static ProfileFile read() throws StorageException {
        try {
            return ProfileFile.defaultProfileFile();
        } catch (SdkException | IllegalArgumentException | IllegalStateException | UncheckedIOException e) {
            throw new StorageException.Permanent(
                    "One of the AWS files " + ProfileFileLocation.credentialsFilePath() + " and "
                            + ProfileFileLocation.configurationFilePath()
                            + " can't be read or is not written as it has to be: correct it.",
                    e);
        }
    }
}
