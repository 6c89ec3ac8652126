/** The home's databases: how they are made, opened and brought up to date; and its locks. */
@NullMarked
package dev.holdfast.sync.state;

import org.jspecify.annotations.NullMarked;
