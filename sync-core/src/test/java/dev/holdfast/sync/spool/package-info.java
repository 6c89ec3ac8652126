@NullMarked
package dev.holdfast.sync.spool;

import org.jspecify.annotations.NullMarked;
