/** Benchmarks beside the peers, each pair in one run. */
@NullMarked
package dev.holdfast.bench;

import org.jspecify.annotations.NullMarked;
