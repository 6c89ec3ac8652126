/** The HTTP method: memories in batches to Akosha's MCP endpoint. */
@NullMarked
package dev.holdfast.sync.method.http;

import org.jspecify.annotations.NullMarked;
