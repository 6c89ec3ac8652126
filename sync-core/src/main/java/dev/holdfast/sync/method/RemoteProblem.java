package dev.holdfast.sync.method;

/**
 * Something on a remote that is not as it should be.
 *
 * @param file the file it was uploaded as, as {@code source/path}; empty text for a manifest. It is the remote's word, and
 *     may hold anything
 * @param object its name on the remote
 * @param sentence what is wrong and what to do; names the object, and nothing that only the remote says
 */
public record RemoteProblem(String file, String object, String sentence) {}
