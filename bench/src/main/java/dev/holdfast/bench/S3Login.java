package dev.holdfast.bench;

/** What both sides are told of the S3 endpoint of a run. The keys are made up for it. */
record S3Login(String endpoint, String accessKey, String secretKey, String bucket) {}
