package dev.holdfast.sync.method.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What Akosha and the seed's readers accept. Checked before a manifest is written, because a manifest that Akosha rejects
 * can make it drop every upload of the system.
 */
final class ManifestRules {
    static final long MAX_TOTAL_SIZE = 100_000_000_000L;

    static final long MAX_CONVERSATIONS = 1_000_000;
    private static final Pattern SYSTEM_ID = Pattern.compile("[a-zA-Z0-9_-]{1,100}");
    private static final Pattern UPLOAD_ID = Pattern.compile("[a-zA-Z0-9_.-]{1,100}");
    private static final Pattern VERSION = Pattern.compile("\\d+\\.\\d+");
    private static final Pattern SHA256 = Pattern.compile("[a-f0-9]{64}");
    private static final Pattern FILE = Pattern.compile("[a-zA-Z0-9_.-]{1,255}");
    private static final Set<String> FORMATS = Set.of("gzip", "zstd", "lz4");

    private final JsonNode manifest;
    private final List<String> violations = new ArrayList<>();

    private ManifestRules(JsonNode manifest) {
        this.manifest = manifest;
    }

    /** Every rule that the manifest breaks, one sentence each; empty when it is fine. */
    static List<String> violations(JsonNode manifest, Instant now) {
        ManifestRules rules = new ManifestRules(manifest);
        rules.check(now);
        return rules.violations;
    }

    private void check(Instant now) {
        required("system_id", value -> SYSTEM_ID.matcher(value.asText()).matches());
        required("upload_id", value -> UPLOAD_ID.matcher(value.asText()).matches());
        required("timestamp", value -> isRecent(value, now));
        required("uploaded_at", value -> isRecent(value, now));
        required("conversation_count", value -> isCount(value, MAX_CONVERSATIONS));
        required("version", value -> VERSION.matcher(value.asText()).matches());
        optional("total_size_bytes", value -> isCount(value, MAX_TOTAL_SIZE));
        optional(
                "system_type",
                value -> value.isTextual()
                        && !value.asText().isEmpty()
                        && value.asText().length() <= 50);
        optional("checksum", value -> SHA256.matcher(value.asText()).matches());
        optional("compression_format", value -> FORMATS.contains(value.asText()));
        required(
                "compressed",
                value -> value.isBoolean() && value.asBoolean() == manifest.hasNonNull("compression_format"));
        required("files", value -> value.isArray() && areFileNames(value));
        required("metadata", JsonNode::isObject);
    }

    private void required(String field, Predicate<JsonNode> rule) {
        JsonNode value = manifest.path(field);
        if (value.isMissingNode() || value.isNull() || !rule.test(value)) {
            violations.add("The manifest's " + field + " is missing or not as it must be.");
        }
    }

    private void optional(String field, Predicate<JsonNode> rule) {
        if (manifest.hasNonNull(field)) {
            required(field, rule);
        }
    }

    private static boolean isRecent(JsonNode value, Instant now) {
        try {
            Instant time = OffsetDateTime.parse(value.asText()).toInstant();
            return !time.isAfter(now.plus(Duration.ofMinutes(5))) && !time.isBefore(now.minus(Duration.ofDays(365)));
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static boolean isCount(JsonNode value, long most) {
        return value.canConvertToLong() && value.isIntegralNumber() && value.asLong() >= 0 && value.asLong() <= most;
    }

    private static boolean areFileNames(JsonNode names) {
        for (JsonNode name : names) {
            if (!FILE.matcher(name.asText()).matches() || name.asText().contains("..")) {
                return false;
            }
        }
        return true;
    }
}
