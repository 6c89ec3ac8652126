/** What a mirror needs of a side: files and directories under relative paths, as one look found them. */
@NullMarked
package dev.holdfast.sync.tree;

import org.jspecify.annotations.NullMarked;
