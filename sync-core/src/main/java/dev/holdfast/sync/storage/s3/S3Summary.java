package dev.holdfast.sync.storage.s3;

import dev.holdfast.sync.storage.StorageException;
import java.util.Set;
import java.util.function.Predicate;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.auth.credentials.SystemPropertyCredentialsProvider;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.profiles.Profile;
import software.amazon.awssdk.profiles.ProfileFileSystemSetting;

/**
 * Which bucket is meant, and where its access key comes from, in words for people. Looks at this machine alone: no
 * service is asked, no command of a profile is run, and no part of a key is shown.
 */
public final class S3Summary {
    /** Any of these lets a profile give a key. */
    private static final Set<String> KEY_GIVING = Set.of(
            "aws_access_key_id",
            "role_arn",
            "credential_process",
            "credential_source",
            "sso_session",
            "sso_start_url",
            "login_session");

    private S3Summary() {}

    /**
     * One line, which begins with the bucket's name.
     *
     * @throws StorageException when the user's AWS files, which may give a key, can't be read
     */
    public static String of(S3Options options) throws StorageException {
        return options.bucket()
                + (options.prefix().isEmpty() ? "" : ", prefix " + options.prefix())
                + ", endpoint " + endpoint(options)
                + ", region " + options.region()
                + ", access key " + key(options);
    }

    private static String endpoint(S3Options options) {
        return options.endpoint()
                .map(Object::toString)
                .orElse("Amazon's, or what AWS_ENDPOINT_URL_S3 or a profile says");
    }

    private static String key(S3Options options) throws StorageException {
        if (options.credentials().isPresent()) {
            return "given";
        }
        if (options.profile().isPresent()) {
            String name = options.profile().get();
            return givesKey(name) ? "from the profile " + name : "missing: the profile " + name + " has none";
        }
        if (gives(SystemPropertyCredentialsProvider.create())) {
            return "from Java's system properties";
        }
        if (gives(EnvironmentVariableCredentialsProvider.create())) {
            return "from the environment";
        }
        if (SdkSystemSetting.AWS_WEB_IDENTITY_TOKEN_FILE.getStringValue().isPresent()) {
            return "from a web identity token";
        }
        String usual = ProfileFileSystemSetting.AWS_PROFILE.getStringValueOrThrow();
        return givesKey(usual)
                ? "from the profile " + usual
                : "neither in the environment nor in a profile, so only the cloud that this machine is in may give one";
    }

    private static boolean gives(AwsCredentialsProvider provider) {
        try {
            return !provider.resolveCredentials().accessKeyId().isEmpty();
        } catch (SdkClientException e) {
            return false; // which is how a provider says that it has none
        }
    }

    private static boolean givesKey(String profile) throws StorageException {
        Predicate<Profile> hasKey = found -> KEY_GIVING.stream()
                .anyMatch(property -> found.property(property).isPresent());
        return AwsFiles.read().profile(profile).filter(hasKey).isPresent();
    }
}
