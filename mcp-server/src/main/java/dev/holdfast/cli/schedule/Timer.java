package dev.holdfast.cli.schedule;

/** One way in which a machine runs something now and then. Used by one thread. */
public interface Timer {
    /** What it is, for the user. */
    String describe();

    /** What would be installed and where, as text that a person could put there. */
    String definition();

    /**
     * Installs it, or brings the installed one to what {@link #definition} shows.
     *
     * @return one sentence: what was done
     * @throws ScheduleException when it can't be done; things are as they were then
     */
    String install() throws ScheduleException;

    /**
     * Removes it. What somebody else installed is left alone.
     *
     * @return one sentence: what was done
     * @throws ScheduleException when it can't be done
     */
    String remove() throws ScheduleException;

    /**
     * How it stands.
     *
     * @throws ScheduleException when that can't be told
     */
    Status status() throws ScheduleException;

    /**
     * How a timer stands.
     *
     * @param installed whether it will run
     * @param sentence the same for the user
     */
    record Status(boolean installed, String sentence) {}
}
