package dev.holdfast.mcp.tool;

import dev.holdfast.sync.event.ProgressListener;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.server.McpAsyncServerExchange;
import io.modelcontextprotocol.server.McpServerFeatures.AsyncResourceSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.AsyncToolSpecification;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Everything that an assistant can call or read, ready for the SDK's server. A call never blocks the caller's thread;
 * cancelling its subscription stops its work; whatever goes wrong becomes a result that says so in one sentence.
 * Thread-safe; serves any number of servers.
 */
public final class HoldfastTools implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HoldfastTools.class);

    private final Workers workers = new Workers();
    private final StatusUpdates updates = new StatusUpdates();
    private final LazyEngine engine;
    private final SessionEnds ends;
    private final StatusReader status;
    private final List<HoldfastTool> tools;

    /**
     * @param engine what the tools work on; not asked before a call
     * @param version the product's version
     */
    public HoldfastTools(LazyEngine engine, String version) {
        this.engine = engine;
        this.ends = new SessionEnds(engine);
        this.status = new StatusReader(engine, version);
        this.tools = List.of(
                new SyncTool(engine, updates),
                new StatusTool(status),
                new EndTool(engine, updates),
                new RestoreTool(engine),
                new MemoryStoreTool(engine),
                new MemoryRecallTool(engine),
                new MemoryListTool(engine),
                new MemoryUpdateTool(engine),
                new MemoryDeleteTool(engine),
                new ConflictListTool(engine),
                new ConflictResolveTool(engine));
    }

    /** The tools. */
    public List<AsyncToolSpecification> specifications() {
        return tools.stream().map(this::specification).toList();
    }

    /** The resource {@link StatusResource#URI}, written with the given mapper. */
    public AsyncResourceSpecification statusResource(McpJsonMapper json) {
        return StatusResource.specification(status, workers, json);
    }

    /** Has the action run whenever a job was queued or ended, on the thread that noticed; it must be quick. */
    public void onStatusChange(Runnable action) {
        updates.onChange(action);
    }

    /**
     * Hears that a session of a server that has many is over. Unless its client has called {@code end}, what that would
     * have queued is queued now, if the settings want it so. Returns at once.
     */
    public void sessionOver(String sessionId) {
        ends.over(sessionId);
    }

    /** Stops the threads that calls work on. Calls in flight are not waited for; sessions' ends are recorded. */
    @Override
    public void close() {
        ends.awaitRecorded();
        workers.close();
    }

    private AsyncToolSpecification specification(HoldfastTool tool) {
        return AsyncToolSpecification.builder()
                .tool(tool.definition())
                .callHandler((exchange, request) -> call(tool, exchange, request))
                .build();
    }

    private Mono<CallToolResult> call(HoldfastTool tool, McpAsyncServerExchange exchange, CallToolRequest request) {
        return workers.run(cancel -> {
                    // Over HTTP this is the first that is heard of a client.
                    engine.memories().begin();
                    ProgressListener progress = progress(exchange, request);
                    return tool.call(new Arguments(request.arguments()), progress, cancel)
                            .whenComplete((answer, failure) -> {
                                silence(progress);
                                if (tool instanceof EndTool && failure == null) {
                                    ends.told(exchange.sessionId());
                                }
                            });
                })
                .map(HoldfastTools::result)
                .onErrorResume(failure -> Mono.just(failed(failure)));
    }

    private static ProgressListener progress(McpAsyncServerExchange exchange, CallToolRequest request) {
        Object token = request.progressToken();
        if (token == null) {
            return ProgressListener.NONE;
        }
        return new ProgressRelay(
                token,
                notification -> exchange.progressNotification(notification)
                        .subscribe(nothing -> {}, error -> LOG.debug("Progress could not be told.", error)),
                System::nanoTime);
    }

    private static void silence(ProgressListener progress) {
        if (progress instanceof ProgressRelay relay) {
            relay.close();
        }
    }

    private static CallToolResult result(HoldfastTool.Answer answer) {
        return CallToolResult.builder()
                .addTextContent(answer.sentence())
                .structuredContent(answer.fields())
                .isError(answer.error())
                .build();
    }

    private static CallToolResult failed(Throwable failure) {
        return CallToolResult.builder()
                .addTextContent(Failures.sentence(failure))
                .isError(true)
                .build();
    }
}
