package dev.holdfast.bench;

/** One number that each run of a row gives; less is better. */
public record Measure(String name, String unit, Limit limit) {}
