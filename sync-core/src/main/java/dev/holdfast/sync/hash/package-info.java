/** SHA-256, by which contents are told apart everywhere. */
@NullMarked
package dev.holdfast.sync.hash;

import org.jspecify.annotations.NullMarked;
