package dev.holdfast.mcp.http;

import io.modelcontextprotocol.spec.McpSession;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The open sessions of one transport. They share a number of places with those of the other. Thread-safe. */
final class SessionTable<S extends SessionTable.Live> {
    /** A session that is open. */
    interface Live {
        String id();

        /** Whether nothing has happened in it for that long and nothing is going on now. */
        boolean isIdleFor(Duration time);

        /** The SDK's side of it. */
        McpSession mcp();

        /** Whether the client has said or asked anything after the handshake's first message. */
        boolean hasBegun();

        /** Shows its open streams that the server is there. */
        void beat();

        /** Stops its work and closes its streams. Called once, when it has left the table. */
        void end();
    }

    private static final Logger log = LoggerFactory.getLogger(SessionTable.class);

    private final Semaphore places;
    private final Consumer<String> over;
    private final Map<String, S> open = new ConcurrentHashMap<>();

    /** @param over hears the id of each session that had begun and is over; must be quick */
    SessionTable(Semaphore places, Consumer<String> over) {
        this.places = places;
        this.over = over;
    }

    /** Takes a place, which {@link #add} fills or {@link #giveBack} frees again. */
    void takePlace() throws Refusal {
        if (!places.tryAcquire()) {
            throw new Refusal(
                            503,
                            Refusal.REFUSED,
                            "Too many sessions are open; end one with DELETE or wait until an idle one expires.")
                    .with(HttpHeader.RETRY_AFTER, "30");
        }
    }

    void giveBack() {
        places.release();
    }

    void add(S session) {
        open.put(session.id(), session);
    }

    /** Sends a notification into every session; one that does not listen does not keep it from the others. */
    Mono<Void> tellAll(String method, Object params) {
        return Flux.fromIterable(open.values())
                .flatMap(session -> session.mcp()
                        .sendNotification(method, params)
                        .doOnError(failure -> log.debug("A session does not listen.", failure))
                        .onErrorComplete())
                .then();
    }

    /** Sends a notification into one session, if it is open. */
    Mono<Void> tell(String id, String method, Object params) {
        return Mono.justOrEmpty(open.get(id)).flatMap(session -> session.mcp().sendNotification(method, params));
    }

    S find(@Nullable String id) throws Refusal {
        S session = id == null ? null : open.get(id);
        if (session == null) {
            throw new Refusal(
                    404, Refusal.UNKNOWN_SESSION, "No session of this id is open; start a new one with initialize.");
        }
        return session;
    }

    /** Ends a session, once. */
    void end(S session) {
        if (open.remove(session.id(), session)) {
            places.release();
            session.end();
            if (session.hasBegun()) {
                over.accept(session.id());
            }
        }
    }

    void endAll() {
        open.values().forEach(this::end);
    }

    /** Ends what has been idle for too long and keeps the rest alive. */
    void beat(Duration idle) {
        for (S session : open.values()) {
            if (session.isIdleFor(idle)) {
                end(session);
            } else {
                session.beat();
            }
        }
    }
}
