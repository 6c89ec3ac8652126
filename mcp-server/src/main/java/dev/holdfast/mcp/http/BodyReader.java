package dev.holdfast.mcp.http;

import io.modelcontextprotocol.spec.McpSchema;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.BufferUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a request body of bounded size in bounded time, holding no thread while the client is slow.
 *
 * <p>What comes beyond the limit is read and thrown away for a while before the refusal goes out: a client that is cut
 * off while it still writes sees a broken connection and never the sentence.
 */
final class BodyReader implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(BodyReader.class);
    private static final Duration WHOLE_BODY = Duration.ofMinutes(2);
    private static final int THROWN_AWAY_AT_MOST = 64 << 20;

    /** What happens with the whole body. */
    interface Use {
        void accept(byte[] body) throws Refusal;
    }

    private final Exchange exchange;
    private final int limit;
    private final Use use;
    private final long begun = System.nanoTime();
    private @Nullable ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private long thrownAway;

    private BodyReader(Exchange exchange, int limit, Use use) {
        this.exchange = exchange;
        this.limit = limit;
        this.use = use;
    }

    static void read(Exchange exchange, int limit, Use use) throws Refusal {
        boolean asksFirst = exchange.header("Expect") != null;
        if (asksFirst && exchange.request().getLength() > limit) {
            throw tooLarge(limit);
        }
        new BodyReader(exchange, limit, use).run();
    }

    @Override
    public void run() {
        exchange.guard(() -> {
            while (true) {
                Content.Chunk chunk = exchange.request().read();
                if (chunk == null) {
                    exchange.request().demand(this);
                    return;
                }
                if (take(chunk)) {
                    return;
                }
            }
        });
    }

    /** Whether that was all. */
    private boolean take(Content.Chunk chunk) throws Refusal {
        if (Content.Chunk.isFailure(chunk)) {
            log.debug("A request body broke off.", chunk.getFailure());
            throw stalled();
        }
        try {
            keep(chunk);
        } finally {
            chunk.release();
        }
        if (chunk.isLast()) {
            finish();
            return true;
        }
        if (thrownAway > THROWN_AWAY_AT_MOST) {
            throw tooLarge(limit);
        }
        if (System.nanoTime() - begun > WHOLE_BODY.toNanos()) {
            throw stalled();
        }
        return false;
    }

    private void keep(Content.Chunk chunk) {
        byte[] bytes = BufferUtil.toArray(chunk.getByteBuffer());
        if (kept != null && kept.size() + (long) bytes.length <= limit) {
            kept.writeBytes(bytes);
        } else {
            kept = null;
            thrownAway += bytes.length;
        }
    }

    private void finish() throws Refusal {
        if (kept == null) {
            throw tooLarge(limit);
        }
        use.accept(kept.toByteArray());
    }

    private static Refusal stalled() {
        return new Refusal(408, Refusal.REFUSED, "The request body did not arrive in time.")
                .with(HttpHeader.CONNECTION, "close");
    }

    private static Refusal tooLarge(int limit) {
        return new Refusal(
                        413,
                        McpSchema.ErrorCodes.INVALID_REQUEST,
                        "The request body is larger than the " + limit + " bytes this server takes.")
                .with(HttpHeader.CONNECTION, "close");
    }
}
