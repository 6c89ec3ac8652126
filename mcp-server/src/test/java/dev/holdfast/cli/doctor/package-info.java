@NullMarked
package dev.holdfast.cli.doctor;

import org.jspecify.annotations.NullMarked;
