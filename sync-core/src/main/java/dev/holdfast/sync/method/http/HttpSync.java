package dev.holdfast.sync.method.http;

import dev.holdfast.settings.Keys;
import dev.holdfast.settings.SecretException;
import dev.holdfast.settings.Settings;
import dev.holdfast.settings.SourceSetting;
import dev.holdfast.sync.embedding.Embedder;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.method.Availability;
import dev.holdfast.sync.method.HttpSyncException;
import dev.holdfast.sync.method.IncompleteSyncException;
import dev.holdfast.sync.method.MethodRequest;
import dev.holdfast.sync.method.MethodResult;
import dev.holdfast.sync.method.PlannedFile;
import dev.holdfast.sync.method.SyncContext;
import dev.holdfast.sync.method.SyncException;
import dev.holdfast.sync.method.SyncMethod;
import dev.holdfast.sync.net.BearerToken;
import dev.holdfast.sync.state.StateDatabase;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Sends memories to an Akosha server: a call of one of its MCP tools over Streamable HTTP. What the server confirmed is kept
 * in the state database and never sent to it again, also after a failure in the middle, a restart of either side, or the
 * loss of a reply: the server stores each id once, and says so of one that comes again, which counts as arrived.
 *
 * <p>What is sent is what {@link MemoryFeed}s find in the sources. A source without memories can't be sent this way; the
 * sync then ends in an {@link IncompleteSyncException} that names it, after everything else has arrived. So it does when the
 * server would not store some of the memories, which are then sent alone by the next try.
 *
 * <p>The server wants an embedding of 384 numbers with each memory. Where neither the data nor an {@link Embedder} has one,
 * nothing is sent.
 */
public final class HttpSync implements SyncMethod {
    /** The name of this method. */
    public static final String NAME = "http";

    private static final int PRIORITY = 200;
    private static final String HOW_TO_EMBED =
            "run 'holdfast extension add embeddings' and restart the assistants that are running";

    private final Settings settings;
    private final StateDatabase state;
    private final InstantSource clock;
    private final List<MemoryFeed> feeds;
    private final Supplier<Optional<Embedder>> embedder;
    private final HttpLimits limits;

    /**
     * The method as these settings want it, over the feeds that this version has. Touches nothing yet.
     *
     * @param state keeps what was confirmed; whoever made it closes it
     * @param embedder gives what makes embeddings, where it is installed; asked each time
     */
    public HttpSync(
            Settings settings, StateDatabase state, InstantSource clock, Supplier<Optional<Embedder>> embedder) {
        this(
                settings,
                state,
                clock,
                List.of(new StoreFeed(settings, clock), new ReflectionFeed(settings.home())),
                embedder,
                HttpLimits.of(settings));
    }

    /** With other feeds and limits. */
    public HttpSync(
            Settings settings,
            StateDatabase state,
            InstantSource clock,
            List<MemoryFeed> feeds,
            Supplier<Optional<Embedder>> embedder,
            HttpLimits limits) {
        this.settings = settings;
        this.state = state;
        this.clock = clock;
        this.feeds = List.copyOf(feeds);
        this.embedder = embedder;
        this.limits = limits;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int priority() {
        return PRIORITY;
    }

    @Override
    public void prepare() {
        if (settings.get(Keys.HTTP_ENDPOINT).isPresent()) {
            HttpCalls.prepare();
        }
    }

    @Override
    public Availability availability(Duration limit) {
        URI endpoint = settings.get(Keys.HTTP_ENDPOINT).orElse(null);
        if (endpoint == null) {
            return Availability.notConfigured("No server is set for the http method: set " + Keys.HTTP_ENDPOINT + ".");
        }
        if (embedder().isEmpty() && !mayBringEmbeddings()) {
            return Availability.refused("Nothing can be sent to " + called(endpoint)
                    + ", which wants an embedding with each memory, and nothing here has or makes any: " + HOW_TO_EMBED
                    + ".");
        }
        long start = System.nanoTime();
        try {
            HttpCalls.Reply reply = calls().call(
                            "GET", health(endpoint), Map.of(), new byte[0], any -> true, HttpCalls.Deadline.in(limit));
            return healthy(reply.status(), endpoint);
        } catch (SecretException e) {
            return Availability.no("The token for " + called(endpoint) + " is missing: " + e.getMessage());
        } catch (CallFailure e) {
            if (e.kind() == CallFailure.Kind.SENT_ON) {
                // Nothing but a page for its health; memories have another address.
                return available(endpoint);
            }
            String sentence = called(endpoint) + " can't be used: " + e.sentence() + ".";
            if (!e.mayPass()) {
                return Availability.refused(sentence);
            }
            // What took all the time there was has not refused.
            return System.nanoTime() - start < limit.toNanos()
                    ? Availability.no(sentence)
                    : Availability.late(sentence);
        }
    }

    private static Availability healthy(int status, URI endpoint) {
        if (status == 401 || status == 403) {
            return Availability.refused(
                    called(endpoint) + " refuses the token (status " + status + "): check " + Keys.HTTP_TOKEN + ".");
        }
        // One without a page for its health is there all the same.
        return status < 500
                ? available(endpoint)
                : Availability.no(called(endpoint) + " is not well (status " + status + "); it will be tried again.");
    }

    private static Availability available(URI endpoint) {
        return Availability.yes("Memories go to " + called(endpoint) + ".");
    }

    /** It stands beside the endpoint. */
    private static URI health(URI endpoint) {
        String path = Optional.ofNullable(endpoint.getRawPath()).orElse("");
        String trimmed = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        String folder = trimmed.substring(0, trimmed.lastIndexOf('/') + 1);
        return endpoint.resolve((folder.isEmpty() ? "/" : folder) + "health");
    }

    private boolean mayBringEmbeddings() {
        List<SourceSetting> sources = settings.sources();
        return feeds.stream()
                .filter(MemoryFeed::mayBringEmbeddings)
                .anyMatch(feed -> sources.isEmpty()
                        || !feed.always().isEmpty()
                        || sources.stream().anyMatch(feed::reads));
    }

    @Override
    public List<PlannedFile> plan(MethodRequest request, SyncContext context) throws SyncException {
        HttpRun run = run(endpoint(), context);
        HttpSources sources = new HttpSources(feeds, request, settings);
        sources.requireAny();
        sources.read(run);
        requireEmbeddings(run);
        sources.requireWhole(run.sources().stream().anyMatch(SourceTally::hasNews));
        return run.sources().stream()
                .map(source -> new PlannedFile(source.name(), source.file(), source.size(), source.hasNews()))
                .toList();
    }

    @Override
    public MethodResult sync(MethodRequest request, SyncContext context) throws SyncException {
        URI endpoint = endpoint();
        HttpRun run = run(endpoint, context);
        HttpSources sources = new HttpSources(feeds, request, settings);
        sources.requireAny();
        try (Sender sender = sender(endpoint, context, run)) {
            run.sendTo(sender);
            sources.read(run);
            run.finish();
            requireEmbeddings(run);
            MethodResult result = result(run, sources, sender.bytes());
            throwProblems(run, sources, result);
            return result;
        } catch (SecretException e) {
            throw new HttpSyncException(
                    "The token for " + called(endpoint) + " is missing: " + e.getMessage(), true, e);
        }
    }

    private Sender sender(URI endpoint, SyncContext context, HttpRun run) {
        return new Sender(
                cancel -> open(endpoint, cancel),
                confirmed(endpoint),
                limits.policy(),
                limits.pause(),
                context.cancel(),
                settings.get(Keys.SYSTEM_ID),
                called(endpoint),
                settings.get(Keys.HTTP_BATCH_SIZE),
                run);
    }

    private MemoryServer open(URI endpoint, CancelSignal cancel) {
        return AkoshaServer.open(calls(), endpoint, limits.call(), cancel);
    }

    private HttpRun run(URI endpoint, SyncContext context) {
        return new HttpRun(
                confirmed(endpoint),
                settings.get(Keys.ENABLE_DEDUPLICATION),
                embedder(),
                context,
                settings.get(Keys.HTTP_BATCH_SIZE));
    }

    private ConfirmedMemories confirmed(URI endpoint) {
        return new ConfirmedMemories(state, endpoint.toString(), clock);
    }

    /**
     * Looks the token up.
     *
     * @throws SecretException when it can't be had
     * @throws CallFailure when it can't be sent
     */
    private HttpCalls calls() {
        String token = settings.get(Keys.HTTP_TOKEN).resolve().orElse("");
        if (token.isEmpty()) {
            return new HttpCalls(Map.of());
        }
        String header = BearerToken.header(token)
                .orElseThrow(() -> new CallFailure(
                        CallFailure.Kind.PERMANENT,
                        "its token holds characters that can't be sent: check http_token",
                        null));
        return new HttpCalls(Map.of("Authorization", header));
    }

    private Optional<Embedder> embedder() {
        return embedder.get().filter(found -> found.dimensions() == OutgoingMemory.DIMENSIONS);
    }

    private URI endpoint() throws HttpSyncException {
        return settings.get(Keys.HTTP_ENDPOINT)
                .orElseThrow(() -> new HttpSyncException(
                        "No server is set for the http method: set " + Keys.HTTP_ENDPOINT + ".", false, null));
    }

    private static String called(URI endpoint) {
        return "The Akosha server at " + endpoint;
    }

    /** Where there is nothing but memories that can't be sent, nobody should take that for done. */
    private static void requireEmbeddings(HttpRun run) throws HttpSyncException {
        boolean lacking = run.sources().stream().anyMatch(SourceTally::lacksEmbeddings);
        if (lacking && run.sources().stream().noneMatch(SourceTally::hasSendable)) {
            throw new HttpSyncException(
                    "Nothing was sent: no memory has an embedding of " + OutgoingMemory.DIMENSIONS
                            + " numbers, and nothing here makes any; " + HOW_TO_EMBED + ".",
                    false,
                    null);
        }
    }

    private static MethodResult result(HttpRun run, HttpSources sources, long bytes) {
        List<String> sent = new ArrayList<>();
        List<String> skipped = new ArrayList<>();
        for (SourceTally source : run.sources()) {
            (source.hasSent() ? sent : skipped).add(source.name() + "/" + source.file());
        }
        List<String> notes = new ArrayList<>();
        if (!sent.isEmpty()) {
            notes.add(run.tally().sentence());
        }
        run.sources().forEach(source -> source.note().ifPresent(notes::add));
        sources.note().ifPresent(notes::add);
        return new MethodResult(
                sent,
                skipped,
                bytes,
                Optional.empty(),
                notes,
                Map.of(),
                run.tally().fields(),
                sources.leftOut());
    }

    private static void throwProblems(HttpRun run, HttpSources sources, MethodResult result)
            throws IncompleteSyncException {
        Map<String, String> unread = sources.unread();
        boolean mayPass = sources.mayImprove();
        for (SourceTally source : run.sources()) {
            source.problem(HOW_TO_EMBED).ifPresent(problem -> unread.put(source.name(), problem));
            mayPass |= source.mayImprove();
        }
        if (!unread.isEmpty()) {
            throw new IncompleteSyncException(NAME, String.join(" ", unread.values()), mayPass, null, result, unread);
        }
    }
}
