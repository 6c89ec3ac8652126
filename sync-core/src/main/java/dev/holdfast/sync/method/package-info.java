/** Ways to get sources to a remote, and the orchestrator that tries them in order. */
@NullMarked
package dev.holdfast.sync.method;

import org.jspecify.annotations.NullMarked;
