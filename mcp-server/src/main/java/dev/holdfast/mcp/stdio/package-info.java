/** The transport over standard input and output. */
@NullMarked
package dev.holdfast.mcp.stdio;

import org.jspecify.annotations.NullMarked;
