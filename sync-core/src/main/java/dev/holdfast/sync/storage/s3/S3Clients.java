package dev.holdfast.sync.storage.s3;

import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.SystemSettingsRegionProvider;
import software.amazon.awssdk.services.s3.LegacyMd5Plugin;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;

/** Makes the SDK's client as the options want it. It never retries: {@code RetryingStorage} does. */
final class S3Clients {
    private S3Clients() {}

    static S3Client open(S3Options options) {
        boolean supported = options.checksums() == S3Options.Checksums.WHEN_SUPPORTED;
        S3ClientBuilder builder = S3Client.builder()
                .httpClientBuilder(defaults -> http(options))
                .credentialsProvider(credentials(options))
                .region(region(options))
                .serviceConfiguration(S3Configuration.builder()
                        .pathStyleAccessEnabled(options.pathStyle())
                        .chunkedEncodingEnabled(options.chunkedEncoding())
                        // Asked for where it helps: the JDK's client asks thrice when the answer is no.
                        .expectContinueEnabled(false)
                        .build())
                .requestChecksumCalculation(
                        supported
                                ? RequestChecksumCalculation.WHEN_SUPPORTED
                                : RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(
                        supported
                                ? ResponseChecksumValidation.WHEN_SUPPORTED
                                : ResponseChecksumValidation.WHEN_REQUIRED)
                .overrideConfiguration(override -> {
                    override.retryStrategy(AwsRetryStrategy.doNotRetry());
                    override.addExecutionInterceptor(new WholeAnswers());
                    options.profile().ifPresent(override::defaultProfileName);
                });
        if (!supported) {
            // Where the protocol insists on a checksum, older services know no other than this.
            builder.addPlugin(LegacyMd5Plugin.create());
        }
        options.endpoint().ifPresent(builder::endpointOverride);
        return builder.build();
    }

    private static SdkHttpClient http(S3Options options) {
        return new InterruptibleHttp(UrlConnectionHttpClient.builder()
                .connectionTimeout(options.connectTimeout())
                .socketTimeout(options.socketTimeout())
                .build());
    }

    private static AwsCredentialsProvider credentials(S3Options options) {
        if (options.credentials().isPresent()) {
            return StaticCredentialsProvider.create(given(options.credentials().get()));
        }
        AwsCredentialsProvider search = options.profile().isPresent()
                ? ProfileCredentialsProvider.create(options.profile().get())
                : DefaultCredentialsProvider.builder().build();
        return () -> {
            try {
                return search.resolveCredentials();
            } catch (SdkClientException | IllegalArgumentException e) {
                throw new NoCredentialsException(e);
            }
        };
    }

    private static AwsCredentials given(S3Credentials credentials) {
        String id = credentials.accessKeyId();
        String secret = credentials.secretAccessKey();
        return credentials
                .sessionToken()
                .<AwsCredentials>map(token -> AwsSessionCredentials.create(id, secret, token))
                .orElseGet(() -> AwsBasicCredentials.create(id, secret));
    }

    /** Something has to be signed with: services that have no regions take the oldest one's name. */
    private static Region region(S3Options options) {
        if (!options.region().equals(S3Options.AUTO)) {
            return Region.of(options.region());
        }
        if (options.endpoint().map(URI::getHost).isPresent()) {
            return Region.US_EAST_1;
        }
        try {
            return new AwsRegionProviderChain(new SystemSettingsRegionProvider(), profileRegion(options)).getRegion();
        } catch (SdkClientException e) {
            return Region.US_EAST_1;
        }
    }

    private static AwsProfileRegionProvider profileRegion(S3Options options) {
        return options.profile()
                .map(profile -> new AwsProfileRegionProvider(null, profile))
                .orElseGet(AwsProfileRegionProvider::new);
    }
}
