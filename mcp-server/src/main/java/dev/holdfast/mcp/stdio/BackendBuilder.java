package dev.holdfast.mcp.stdio;

import dev.holdfast.mcp.ServerAssembly;
import dev.holdfast.mcp.ServerIdentity;
import dev.holdfast.mcp.tool.LazyEngine;

/** Builds the SDK's server for the stdio transport. Apart, so that nothing of the SDK is loaded before it is called. */
final class BackendBuilder {
    private BackendBuilder() {}

    static Backend build(ServerIdentity identity, LazyEngine engine, Calls calls, LineWriter out) {
        ServerAssembly assembly = new ServerAssembly(identity, engine);
        SdkBackend backend = new SdkBackend(assembly.jsonMapper(), calls, out);
        assembly.build(backend);
        return backend;
    }
}
