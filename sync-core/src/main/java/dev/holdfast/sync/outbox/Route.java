package dev.holdfast.sync.outbox;

/**
 * Where a process's settings send things. A job is run only by a process whose settings lead to the same place, or, when
 * both follow nothing but the home's own settings file, by one that has read that file later.
 *
 * @param target the place, spelled so that equal text means the same place; holds no secret
 * @param canonical whether the home's settings file alone decided it: no environment variable, no flag, no other file
 */
public record Route(String target, boolean canonical) {}
