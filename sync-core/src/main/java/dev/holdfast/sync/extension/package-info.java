/** What others add to Holdfast in jars of their own. */
@NullMarked
package dev.holdfast.sync.extension;

import org.jspecify.annotations.NullMarked;
