package dev.holdfast.cli;

/** The program's entry. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.err.println("not yet");
        System.exit(2);
    }
}
