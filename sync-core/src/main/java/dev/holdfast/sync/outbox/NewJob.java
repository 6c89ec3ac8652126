package dev.holdfast.sync.outbox;

/**
 * A job to be.
 *
 * @param kind what sort of work it is
 * @param payload what to do, as JSON text; equal work must be equal text
 * @param route whose settings may run it
 * @param triggeredBy who asks
 */
public record NewJob(String kind, String payload, Route route, String triggeredBy) {}
