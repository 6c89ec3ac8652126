package dev.holdfast.bench;

/** One number that each run of a row gives; its limit says whether less or more is better. */
public record Measure(String name, String unit, Limit limit) {}
