package dev.holdfast.mcp.tool;

import dev.holdfast.settings.Keys;
import dev.holdfast.settings.Settings;
import java.nio.file.Path;

/** An engine around a {@link ScriptedService}. */
public final class ScriptedEngine {
    private ScriptedEngine() {}

    public static Engine of(ScriptedService service, boolean uploadOnSessionEnd) {
        Settings settings = Settings.builder(Path.of("home"))
                .set(Keys.UPLOAD_ON_SESSION_END, uploadOnSessionEnd)
                .build();
        return new Engine(settings, service);
    }
}
