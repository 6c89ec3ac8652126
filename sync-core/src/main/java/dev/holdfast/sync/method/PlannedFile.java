package dev.holdfast.sync.method;

/**
 * One file of a plan.
 *
 * @param source name of its source
 * @param file its path within the source
 * @param size its size in bytes, before compression
 * @param changed whether it would be sent; false means the remote already has it
 */
public record PlannedFile(String source, String file, long size, boolean changed) {}
