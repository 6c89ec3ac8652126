package dev.holdfast.sync.method;

import dev.holdfast.settings.Settings;
import dev.holdfast.sync.extension.Extensions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The methods that there are: Holdfast's own, and those of extensions.
 *
 * @param methods with unique names
 * @param problems what can't be used, one sentence each
 */
public record FoundMethods(List<SyncMethod> methods, List<String> problems) {
    private static final Logger LOG = LoggerFactory.getLogger(FoundMethods.class);
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,30}");

    public FoundMethods {
        methods = List.copyOf(methods);
        problems = List.copyOf(problems);
    }

    /** These, and those that extensions of the home bring. An extension can't take the place of one that is there. */
    public static FoundMethods withExtensions(List<SyncMethod> own, Settings settings) {
        Extensions.Found<SyncMethodFactory> found =
                Extensions.of(settings.home()).find(SyncMethodFactory.class);
        List<SyncMethod> methods = new ArrayList<>(own);
        List<String> problems = new ArrayList<>(found.problems());
        Set<String> names = new HashSet<>(Set.of(HybridSync.AUTO));
        own.forEach(method -> names.add(method.name()));
        for (Extensions.Provided<SyncMethodFactory> each : found.provided()) {
            try {
                SyncMethod method = each.provider().create(settings, each.folder());
                String name = method.name();
                // Asked for here too, where what it throws harms nobody else.
                LOG.debug("{} brings the method {} with the priority {}.", each.origin(), name, method.priority());
                if (!NAME.matcher(name).matches()) {
                    problems.add(unusable(each) + "its name is not made of lower-case letters, digits and hyphens.");
                } else if (!names.add(name)) {
                    problems.add(unusable(each) + "there is another one called " + name + "; remove one of the two.");
                } else {
                    methods.add(method);
                }
            } catch (RuntimeException | LinkageError e) {
                LOG.warn("The method of {} could not be made.", each.origin(), e);
                problems.add(unusable(each) + "it could not be made; the log says why.");
            }
        }
        return new FoundMethods(methods, problems);
    }

    private static String unusable(Extensions.Provided<?> extension) {
        return "The sync method of " + extension.origin() + " is not used: ";
    }
}
