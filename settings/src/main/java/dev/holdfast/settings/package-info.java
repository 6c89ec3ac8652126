/** What the user decided: typed, immutable, validated, documented. Depends on nothing of ours. */
@NullMarked
package dev.holdfast.settings;

import org.jspecify.annotations.NullMarked;
