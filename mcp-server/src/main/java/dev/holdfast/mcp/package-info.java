/** The MCP door: who the server says it is, and how one is put together for any transport. */
@NullMarked
package dev.holdfast.mcp;

import org.jspecify.annotations.NullMarked;
