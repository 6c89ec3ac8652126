package dev.holdfast.mcp;

import dev.holdfast.mcp.tool.HoldfastTools;
import dev.holdfast.mcp.tool.LazyEngine;
import dev.holdfast.mcp.tool.StatusResource;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.schema.JsonSchemaValidator;
import io.modelcontextprotocol.server.McpAsyncServer;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.spec.McpSchema.Implementation;
import io.modelcontextprotocol.spec.McpSchema.ResourcesUpdatedNotification;
import io.modelcontextprotocol.spec.McpSchema.ServerCapabilities;
import io.modelcontextprotocol.spec.McpServerTransportProvider;
import io.modelcontextprotocol.spec.McpStreamableServerTransportProvider;
import java.util.Map;

/**
 * Puts the SDK's server together, the same for every transport: identity, capabilities, tools, resources, JSON. One
 * assembly serves a process; each {@code build} makes a server for one transport over the same tools. Thread-safe.
 */
public final class ServerAssembly implements AutoCloseable {
    private final ServerIdentity identity;
    private final McpJsonMapper jsonMapper = new ProtocolMapper();
    private final HoldfastTools tools;

    /**
     * @param identity who the server is
     * @param engine what the tools work on; not asked before a tool is called, and closed by whoever made it
     */
    public ServerAssembly(ServerIdentity identity, LazyEngine engine) {
        this.identity = identity;
        this.tools = new HoldfastTools(engine, identity.version());
    }

    /** The mapper for this server's messages; a transport provider must be given this one and no other. */
    public McpJsonMapper jsonMapper() {
        return jsonMapper;
    }

    /** A server for a transport with one session or with server-sent events. */
    public McpAsyncServer build(McpServerTransportProvider provider) {
        return announced(configure(McpServer.async(provider)).build());
    }

    /** A server for Streamable HTTP. */
    public McpAsyncServer build(McpStreamableServerTransportProvider provider) {
        return announced(configure(McpServer.async(provider)).build());
    }

    /** Hears that a session of one of the servers is over; see {@link HoldfastTools#sessionOver}. */
    public void sessionOver(String sessionId) {
        tools.sessionOver(sessionId);
    }

    /** Stops the threads that tools work on. Calls in flight are not waited for. */
    @Override
    public void close() {
        tools.close();
    }

    private <S extends McpServer.AsyncSpecification<S>> McpServer.AsyncSpecification<S> configure(
            McpServer.AsyncSpecification<S> server) {
        return server.serverInfo(Implementation.builder(ServerIdentity.NAME, identity.version())
                        .title(ServerIdentity.TITLE)
                        .build())
                .instructions(ServerIdentity.INSTRUCTIONS)
                .capabilities(ServerCapabilities.builder()
                        .tools(ServerIdentity.TOOLS_CHANGE)
                        .resources(ServerIdentity.RESOURCES_SUBSCRIBE, ServerIdentity.RESOURCES_CHANGE)
                        .build())
                .jsonMapper(jsonMapper)
                .jsonSchemaValidator(new TrustingValidator())
                .validateToolInputs(false)
                .tools(tools.specifications())
                .resources(tools.statusResource(jsonMapper));
    }

    private McpAsyncServer announced(McpAsyncServer server) {
        tools.onStatusChange(() -> server.notifyResourcesUpdated(new ResourcesUpdatedNotification(StatusResource.URI))
                .subscribe());
        return server;
    }

    /**
     * Stands where the SDK wants a validator. Arguments are checked by the tools themselves, in sentences that a person can
     * act on, and tests hold every result against its schema.
     */
    private static final class TrustingValidator implements JsonSchemaValidator {
        @Override
        public ValidationResponse validate(Map<String, Object> schema, Object structuredContent) {
            return ValidationResponse.asValid("");
        }
    }
}
