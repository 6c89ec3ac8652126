/** The MCP door: transports, tools, resources. */
@NullMarked
package dev.holdfast.mcp;

import org.jspecify.annotations.NullMarked;
