/** Storage in a bucket of an S3 service. Nothing else in the product knows Amazon's SDK. */
@NullMarked
package dev.holdfast.sync.storage.s3;

import org.jspecify.annotations.NullMarked;
