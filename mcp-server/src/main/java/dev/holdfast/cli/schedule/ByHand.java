package dev.holdfast.cli.schedule;

/**
 * A timer that is only shown, for the user to put in place.
 *
 * @param describe what it is
 * @param why why it is not put there by us, up to the comma
 * @param definition the whole of it, with where it belongs
 */
record ByHand(String describe, String why, String definition) implements Timer {
    @Override
    public String install() throws ScheduleException {
        throw refusal();
    }

    @Override
    public String remove() throws ScheduleException {
        throw refusal();
    }

    @Override
    public Status status() throws ScheduleException {
        throw refusal();
    }

    private ScheduleException refusal() {
        return new ScheduleException(why + ", so a timer is yours to handle: 'holdfast schedule --print' shows how.");
    }
}
