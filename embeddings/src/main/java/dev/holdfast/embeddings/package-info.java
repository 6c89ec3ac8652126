/** Embeddings by the model all-MiniLM-L6-v2, run in this process. An extension; nothing else depends on it. */
@NullMarked
package dev.holdfast.embeddings;

import org.jspecify.annotations.NullMarked;
