package dev.holdfast.sync.method;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A method that does one thing, at once; {@link VirtualCalls} gives it the time it takes.
 *
 * @param calls where it notes its name when it is asked to work
 */
record FakeMethod(String name, int priority, Way way, List<String> calls) implements SyncMethod {
    static final MethodResult NOTHING = new MethodResult(List.of(), List.of(), 0, Optional.empty());

    @Override
    public Availability availability(Duration limit) {
        return switch (way) {
            case NOT_CONFIGURED -> Availability.notConfigured("Set " + name + ".");
            case UNAVAILABLE -> Availability.no(name + " is away.");
            case REFUSED -> Availability.refused(name + " knows no such key.");
            case SLOW -> limit.toSeconds() > 1 ? Availability.yes(name) : Availability.late("far");
            case SILENT -> Availability.late(name + " is silent.");
            default -> Availability.yes(name);
        };
    }

    @Override
    public List<PlannedFile> plan(MethodRequest request, SyncContext context) {
        return List.of(new PlannedFile("s", name, 1, true));
    }

    @Override
    public MethodResult sync(MethodRequest request, SyncContext context) throws SyncException {
        calls.add(name);
        return switch (way) {
            case FAILS_FOR_NOW -> throw new SyncException(name, name + " is busy.", true, null);
            case FAILS_FOR_GOOD -> throw new SyncException(name, name + " is wrong.", false, null);
            case INCOMPLETE ->
                throw new IncompleteSyncException(
                        name, name + " could not read all.", true, null, NOTHING, Map.of("s", "It is busy."));
            case BREAKS -> throw new IllegalStateException("a bug");
            default -> NOTHING;
        };
    }
}
