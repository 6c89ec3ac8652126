package dev.holdfast.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.settings.SourceSetting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A request as a job carries it: equal requests are equal text, whoever asks and on whatever occasion. Ten sessions that end
 * while the remote is away are one upload. What was said of each is kept beside the job ({@link SessionSummaries}).
 */
final class Payload {
    private Payload() {}

    static String write(SyncRequest request) {
        ObjectNode json = Json.object();
        json.put("method", request.method());
        json.put("enable_fallback", request.enableFallback());
        ArrayNode sources = json.putArray("sources");
        request.sources().stream().distinct().sorted().forEach(sources::add);
        ArrayNode adHoc = json.putArray("ad_hoc");
        for (SourceSetting source : request.adHocSources()) {
            adHoc.addObject()
                    .put("name", source.name())
                    .put("path", source.path().toAbsolutePath().toString());
        }
        return Json.write(json);
    }

    /**
     * Reads back what {@link #write} made.
     *
     * @throws IllegalArgumentException when it is something else
     */
    static SyncRequest read(String payload, Trigger trigger) {
        JsonNode json = Json.read(payload);
        List<String> sources = new ArrayList<>();
        json.path("sources").forEach(name -> sources.add(name.asText()));
        List<SourceSetting> adHoc = new ArrayList<>();
        json.path("ad_hoc")
                .forEach(source -> adHoc.add(new SourceSetting(
                        source.path("name").asText(),
                        Path.of(source.path("path").asText()))));
        return new SyncRequest(
                json.path("method").asText(),
                json.path("enable_fallback").asBoolean(),
                sources,
                adHoc,
                trigger,
                Map.of());
    }
}
