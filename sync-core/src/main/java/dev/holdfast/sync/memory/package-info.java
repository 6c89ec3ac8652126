/** What assistants remember: the store in the home, its search, and the ways in and out of it. */
@NullMarked
package dev.holdfast.sync.memory;

import org.jspecify.annotations.NullMarked;
