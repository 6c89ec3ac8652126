package dev.holdfast.cli;

import picocli.CommandLine.IVersionProvider;

/** This build's version. */
final class Version implements IVersionProvider {
    /** The version from the jar's manifest; {@code development} when run from classes. */
    static String current() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    @Override
    public String[] getVersion() {
        return new String[] {
            "holdfast " + current() + " (Java " + Runtime.version().feature() + ")"
        };
    }
}
