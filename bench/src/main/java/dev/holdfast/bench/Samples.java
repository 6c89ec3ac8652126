package dev.holdfast.bench;

import java.util.List;
import java.util.Locale;

/** All values of one measure, of one side; at least one. */
public record Samples(List<Double> values) {
    /** Sorts them. */
    public Samples {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("no samples");
        }
        values = values.stream().sorted().toList();
    }

    /** The middle one, or the mean of the two in the middle. */
    public double median() {
        int upper = values.size() / 2;
        int lower = (values.size() - 1) / 2;
        return (values.get(lower) + values.get(upper)) / 2;
    }

    /** The value that such a share of them does not exceed, such as 0.99. */
    double within(double share) {
        return values.get((int) Math.ceil(share * values.size()) - 1);
    }

    double least() {
        return values.get(0);
    }

    double most() {
        return values.get(values.size() - 1);
    }

    /** {@code 215 (201–260) ms}. */
    String text(String unit) {
        return String.format(Locale.ROOT, "%.0f (%.0f–%.0f) %s", median(), least(), most(), unit)
                .strip();
    }
}
