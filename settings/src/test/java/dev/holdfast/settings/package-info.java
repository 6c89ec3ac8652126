/** Tests of the settings. */
@NullMarked
package dev.holdfast.settings;

import org.jspecify.annotations.NullMarked;
