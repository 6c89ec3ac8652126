package dev.holdfast.bench;

import java.util.Locale;

/**
 * What a measure may be at most: of the peer's median, or in its own unit. A limit on the ratio can't be judged without
 * the peer; a limit on our own value always can.
 *
 * @param onRatio whether {@code most} is compared with ours divided by the peer's
 */
public record Limit(boolean onRatio, double most) {
    public static Limit ratio(double most) {
        return new Limit(true, most);
    }

    public static Limit ours(double most) {
        return new Limit(false, most);
    }

    /** For a table: {@code ratio ≤ 0.80}. */
    String text(String unit) {
        return onRatio
                ? String.format(Locale.ROOT, "ratio ≤ %.2f", most)
                : String.format(Locale.ROOT, "ours ≤ %.0f %s", most, unit);
    }
}
