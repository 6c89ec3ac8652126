/** Sessions' ends that a hook has left as files, for a process with more time to read. */
@NullMarked
package dev.holdfast.sync.spool;

import org.jspecify.annotations.NullMarked;
