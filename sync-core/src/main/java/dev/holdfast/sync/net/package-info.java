/** What all that speaks HTTP as a client shares. */
@NullMarked
package dev.holdfast.sync.net;

import org.jspecify.annotations.NullMarked;
