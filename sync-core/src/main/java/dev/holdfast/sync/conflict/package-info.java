/** What both sides changed, each in its own way: kept in one list until somebody decides. */
@NullMarked
package dev.holdfast.sync.conflict;

import org.jspecify.annotations.NullMarked;
