package dev.holdfast.bench;

import java.util.Locale;

/**
 * What a measure has to keep: a ratio to the peer's median, or a value in its own unit, or nothing. A limit on the ratio can't be
 * judged without the peer; a limit on our own value always can.
 *
 * @param onRatio whether {@code bound} is compared with ours divided by the peer's
 * @param atLeast whether more is better
 * @param orOurs a value in our own unit that is good enough whatever the ratio; not a number when there is none
 */
public record Limit(boolean onRatio, boolean atLeast, double bound, double orOurs) {
    private Limit(boolean onRatio, boolean atLeast, double bound) {
        this(onRatio, atLeast, bound, Double.NaN);
    }

    /** For what should be small. */
    public static Limit ratio(double most) {
        return new Limit(true, false, most);
    }

    /** For what should be small by the peer's measure, or so small that nobody minds. */
    public static Limit ratioOrOurs(double most, double ours) {
        return new Limit(true, false, most, ours);
    }

    /** For what should be large, such as a throughput. */
    public static Limit ratioAtLeast(double least) {
        return new Limit(true, true, least);
    }

    public static Limit ours(double most) {
        return new Limit(false, false, most);
    }

    public static Limit oursAtLeast(double least) {
        return new Limit(false, true, least);
    }

    /** For what is only shown beside the peer's. */
    public static Limit none() {
        return new Limit(false, false, Double.POSITIVE_INFINITY);
    }

    boolean isNone() {
        return Double.isInfinite(bound);
    }

    /** What equals the bound keeps it; what is not a number never does. */
    boolean isKeptBy(double value) {
        return atLeast ? value >= bound : value <= bound;
    }

    /** For a table: {@code ratio ≤ 0.80}. */
    String text(String unit) {
        if (isNone()) {
            return "–";
        }
        String comparison = atLeast ? "≥" : "≤";
        return onRatio
                ? String.format(Locale.ROOT, "ratio %s %.2f", comparison, bound)
                        + (Double.isNaN(orOurs) ? "" : String.format(Locale.ROOT, " or ours ≤ %.0f %s", orOurs, unit))
                : String.format(Locale.ROOT, "ours %s %.0f %s", comparison, bound, unit);
    }
}
