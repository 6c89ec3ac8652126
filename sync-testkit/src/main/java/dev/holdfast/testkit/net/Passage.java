package dev.holdfast.testkit.net;

/**
 * What passed through one connection so far.
 *
 * @param number 1 for the first connection
 * @param requestBytes how many bytes went on to the server
 * @param replyBytes how many bytes went on to the client
 * @param open whether more may come
 */
public record Passage(int number, long requestBytes, long replyBytes, boolean open) {}
