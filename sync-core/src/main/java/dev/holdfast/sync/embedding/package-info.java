/** Texts as vectors: what a module that can make them offers, and how it is found. */
@NullMarked
package dev.holdfast.sync.embedding;

import org.jspecify.annotations.NullMarked;
