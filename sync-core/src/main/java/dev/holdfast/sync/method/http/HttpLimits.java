package dev.holdfast.sync.method.http;

import dev.holdfast.settings.Keys;
import dev.holdfast.settings.Settings;
import dev.holdfast.sync.storage.Pause;
import dev.holdfast.sync.storage.RetryPolicy;
import java.time.Duration;

/**
 * How long the method waits and for what.
 *
 * @param call the longest that one call to the server may take, from connecting to the end of its reply
 * @param policy when a call that failed is made again
 * @param pause waits between the two
 */
public record HttpLimits(Duration call, RetryPolicy policy, Pause pause) {
    static HttpLimits of(Settings settings) {
        return new HttpLimits(
                settings.get(Keys.UPLOAD_TIMEOUT),
                new RetryPolicy(settings.get(Keys.MAX_RETRIES), settings.get(Keys.RETRY_BACKOFF)),
                Pause.REAL);
    }
}
