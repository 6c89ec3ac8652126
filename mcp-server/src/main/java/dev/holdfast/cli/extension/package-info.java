/** Adding extensions to a home and taking them away. */
@NullMarked
package dev.holdfast.cli.extension;

import org.jspecify.annotations.NullMarked;
