package dev.holdfast.sync.method;

import dev.holdfast.settings.Settings;
import java.nio.file.Path;

/**
 * How a third party adds a method: a public class with a public constructor without parameters, named in its jar's
 * {@code META-INF/services/dev.holdfast.sync.method.SyncMethodFactory}, the jar put into the folder {@code extensions} of the
 * home. The method is then tried by its priority like Holdfast's own. {@code SyncMethodContract} in {@code sync-testkit} is
 * the suite that it should pass; CONTRIBUTING.md tells the steps.
 */
public interface SyncMethodFactory {
    /**
     * Makes the method. Called when a process first needs its methods, on a thread that somebody waits for: opens nothing,
     * and leaves to {@link SyncMethod#prepare} what takes long. When it throws, the user is told that this extension can't be
     * used, and everything else goes on.
     *
     * @param settings the settings in force
     * @param folder this extension's own place in the home, named as its jar: the user puts there what the method has to be
     *     told, and the method what it has to remember. Need not exist
     * @return a method whose name no other has; an extension that nobody has set up says so by its
     *     {@link Availability#notConfigured}
     */
    SyncMethod create(Settings settings, Path folder);
}
