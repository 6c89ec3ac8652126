@NullMarked
package dev.holdfast.sync.storage.s3;

import org.jspecify.annotations.NullMarked;
