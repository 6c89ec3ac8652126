/** What an assistant can call and read: tools and resources over the sync engine. Knows no transport. */
@NullMarked
package dev.holdfast.mcp.tool;

import org.jspecify.annotations.NullMarked;
