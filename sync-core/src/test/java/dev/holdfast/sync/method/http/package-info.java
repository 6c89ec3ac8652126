@NullMarked
package dev.holdfast.sync.method.http;

import org.jspecify.annotations.NullMarked;
