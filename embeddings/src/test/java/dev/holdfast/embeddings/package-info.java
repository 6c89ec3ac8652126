@NullMarked
package dev.holdfast.embeddings;

import org.jspecify.annotations.NullMarked;
