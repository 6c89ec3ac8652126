package dev.holdfast.testkit;

import java.util.ArrayList;
import java.util.List;

/** Names that try to get out, to break something, or to look like another name. */
public final class HostileNames {
    private HostileNames() {}

    /** Keys that every storage must refuse. */
    public static List<String> keys() {
        List<String> keys = new ArrayList<>(List.of(
                "",
                "/",
                "/etc/passwd",
                "//server/share",
                "..",
                "../x",
                "a/..",
                "a/../../x",
                ".",
                "./a",
                "a/./b",
                "a//b",
                "a/",
                "a\\b",
                "..\\x",
                "\\\\server\\share",
                "C:",
                "C:/x",
                "c:\\x",
                "a\0b",
                "a\nb",
                "a\u007fb",
                "a\u0085b",
                "\ud800",
                "a/\udfff",
                "trailing.",
                "trailing ",
                "dir./file",
                "dir /file",
                "...",
                "nul",
                "NUL",
                "a/nul.txt",
                "con",
                "Con.tar.gz",
                "prn",
                "aux.h",
                "com1",
                "COM9.txt",
                "lpt1",
                "com¹",
                "con .txt",
                "CONIN$",
                ".holdfast-tmp",
                ".holdfast-tmp/x",
                ".HOLDFAST-TMP/x"));
        keys.add("x".repeat(256));
        keys.add("ä".repeat(128));
        keys.add(("x".repeat(250) + "/").repeat(4) + "x".repeat(250));
        return keys;
    }

    /** Keys that look odd and must be kept as they are. */
    public static List<String> oddButValid() {
        return List.of(
                "..a",
                "a..b",
                ".hidden",
                "a b",
                " leading",
                "-rf",
                "--help",
                "$HOME",
                "~",
                "%2e%2e%2f",
                "con1",
                "nullable",
                "communication.txt",
                "x".repeat(255),
                "a/b/c/d/e/f/g/h/i/j");
    }
}
