/** The state database and its migrations. */
@NullMarked
package dev.holdfast.sync.state;

import org.jspecify.annotations.NullMarked;
