package dev.holdfast.testkit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Names that try to get out, to break something, or to look like another name. */
public final class HostileNames {
    private static final List<String> DEVICES = List.of("con", "prn", "aux", "nul", "conin$", "conout$");

    private HostileNames() {}

    /**
     * Two keys that some file systems take for one.
     *
     * @param first one
     * @param second the other
     */
    public record Twins(String first, String second) {}

    /** Keys that every storage must refuse. */
    public static List<String> keys() {
        Set<String> keys = new LinkedHashSet<>(List.of("", "/", " ", ".", "..", "...", ". ", " .", ".. ", "a. ."));
        List.of(
                        waysOut(),
                        windowsWays(),
                        devices(),
                        trailing(),
                        controls(),
                        notText(),
                        invisible(),
                        reserved(),
                        tooLong())
                .forEach(keys::addAll);
        return List.copyOf(keys);
    }

    private static List<String> waysOut() {
        return List.of(
                "/etc/passwd",
                "//server/share",
                "../x",
                "../../../../../../etc/passwd",
                "a/..",
                "a/../x",
                "a/../../x",
                "a/b/../../../x",
                "./a",
                "a/./b",
                "a/.",
                "a//b/c",
                "a///b",
                "//",
                "a/");
    }

    private static List<String> windowsWays() {
        return List.of(
                "a\\b",
                "\\",
                "\\x",
                "..\\x",
                "a\\..\\..\\x",
                "a/..\\..\\x",
                "\\\\server\\share",
                "\\\\?\\C:\\x",
                "\\\\.\\pipe\\x",
                "//?/C:/x",
                "C:",
                "c:x",
                "C:/x",
                "z:a/b",
                "c:\\x",
                "C:\u2028",
                "a:",
                "a/b:",
                "a::",
                "a::$DATA",
                "a::$data",
                "a:$DATA",
                "a:b:$DATA",
                "a:b::c",
                "a/b::$DATA",
                "dir:$I30:$INDEX_ALLOCATION/x",
                "a\u2028::$DATA");
    }

    private static Collection<String> devices() {
        Set<String> keys = new LinkedHashSet<>(List.of(
                "NUL",
                "a/nul",
                "a/nul/b",
                "nul.txt",
                "a/nul.txt",
                "Con.tar.gz",
                "con .txt",
                "con  .txt",
                "aux.h",
                "AUX.",
                "prn.a.b",
                "COM9.txt",
                "lpt1.log",
                "CONIN$",
                "nul:",
                "nul:x",
                "con:/x",
                "aux.\u2028"));
        keys.addAll(DEVICES);
        for (String port : List.of("com", "lpt")) {
            Stream.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "¹", "²", "³")
                    .forEach(number -> keys.add(port + number));
        }
        return keys;
    }

    private static List<String> trailing() {
        return List.of(
                "trailing.",
                "trailing..",
                "trailing ",
                "trailing. ",
                "trailing .",
                "dir./file",
                "dir /file",
                "dir.. /file",
                "a/ ",
                "a/ /b",
                ". /x",
                ".. /x",
                "... /x");
    }

    /** C0, DEL and C1. */
    private static List<String> controls() {
        return IntStream.concat(IntStream.range(0, 0x20), IntStream.range(0x7f, 0xa0))
                .mapToObj(point -> "a" + Character.toString(point) + "b")
                .toList();
    }

    /** Halves of surrogate pairs, and code points that are no characters. */
    private static List<String> notText() {
        return List.of(
                "\ud800",
                "\udfff",
                "a/\udfff",
                "a\ud83d",
                "\ude00b",
                "\ude00\ud83d",
                "\ufffe",
                "a\uffff",
                "\ufdd0x",
                "x\ufdef",
                "\ud83f\udffex",
                "\udbff\udfff");
    }

    private static List<String> invisible() {
        return List.of(
                "\u00a0",
                "\u00ad",
                "\u200b",
                "\u200d",
                "\u200e",
                "\u2028",
                "\u202e",
                "\u2060\u2060",
                "\u3000",
                "\ufeff",
                " \u200b",
                "a/\u200b",
                "\u200b/a",
                "a/\ufeff/b");
    }

    private static List<String> reserved() {
        return List.of(
                ".holdfast-tmp",
                ".holdfast-tmp/x",
                ".HOLDFAST-TMP/x",
                ".Holdfast-Tmp",
                ".holdfast-tmp./x",
                ".holdfast-tmp /x",
                ".holdfast-tmp::$INDEX_ALLOCATION/x",
                ".hold\u200cfast-tmp/x",
                "\ufeff.holdfast-tmp/x",
                ".holdfast\u00ad-tmp/x",
                ".holdfa\u017ft-tmp/x",
                ".holdfast\uff0dtmp/x",
                "\uff0e\uff48\uff4f\uff4c\uff44\uff46\uff41\uff53\uff54\uff0d\uff54\uff4d\uff50/x",
                "\u2024holdfast-tmp/x");
    }

    private static List<String> tooLong() {
        return List.of(
                "x".repeat(256),
                "a/" + "x".repeat(256) + "/b",
                "ä".repeat(128),
                "e\u0301".repeat(86),
                "日".repeat(86),
                "😀".repeat(64),
                ("x".repeat(250) + "/").repeat(4) + "x".repeat(250),
                "a/".repeat(512) + "a",
                "x".repeat(100_000));
    }

    /** Keys that look odd and that every storage keeps as they are. */
    public static List<String> oddButValid() {
        Set<String> keys = new LinkedHashSet<>(ordinaryLetters());
        keys.addAll(otherScripts());
        return List.copyOf(keys);
    }

    private static List<String> ordinaryLetters() {
        return List.of(
                "..a",
                "...a",
                "a..b",
                "a.b.c",
                ".hidden",
                "a b",
                " leading",
                "-",
                "-rf",
                "--help",
                "$HOME",
                "$(reboot)",
                "`id`",
                "a;b",
                "a&b",
                "a'b",
                "a!b",
                "a^b",
                "a,b=c",
                "[a]",
                "{a}",
                "#a#",
                "a+b",
                "@",
                "~",
                "~root",
                "a~",
                "progra~1",
                "123456~1",
                "~$doc.docx",
                "$Mft",
                "$RECYCLE.BIN/x",
                "%",
                "%00",
                "%2e%2e%2f",
                "%2F..%2Fx",
                "..%5cx",
                "%252e%252e",
                "con1",
                "com10",
                "lpt",
                "xcon",
                "con-",
                "nullable",
                "communication.txt",
                "desktop.ini",
                ".DS_Store",
                ".git/config",
                ".ssh/authorized_keys",
                "etc/passwd",
                "proc/self/environ",
                "sub/.holdfast-tmp",
                "sub/.holdfast-tmp/x",
                ".holdfast",
                ".holdfast-tmpx",
                "x".repeat(255),
                ("x".repeat(204) + "/").repeat(4) + "x".repeat(204),
                "a/b/c/d/e/f/g/h/i/j");
    }

    private static List<String> otherScripts() {
        return List.of(
                "café",
                "ß",
                "ſ",
                "ı",
                "日本語",
                "한글",
                "שלום",
                "\u0301x",
                "z\u0335\u0334\u0337z",
                "👩\u200d💻.md",
                "photo\u202egpj.exe",
                "\u200bx",
                "x\u200b",
                "\ufeffx",
                "x\u00a0",
                "x\u3000",
                "a\u2028b",
                "a\u2029b",
                "a\uff0fb",
                "a\u2215b",
                "a\u2044b",
                "a\uff3cb",
                "a\uff1ab",
                "\u2024\u2024",
                "\u2025",
                "\uff0e\uff0e",
                "\ue000",
                "\ufffd",
                "ä".repeat(127) + "x",
                "日".repeat(85),
                "😀".repeat(63) + "xxx");
    }

    /**
     * Keys that are valid, but that not every file system can hold: a storage keeps them as they are, or refuses them with
     * {@link dev.holdfast.sync.storage.StorageException.InvalidKey} or
     * {@link dev.holdfast.sync.storage.StorageException.Permanent}.
     */
    public static List<String> perhapsTaken() {
        return List.of(
                "note:b",
                "sub/a:b",
                "12:30:00",
                "a/C:x",
                "sub/C:x/y",
                "a<b",
                "a>b",
                "a\"b",
                "a|b",
                "a?b",
                "a*b",
                "*",
                "?",
                "cafe\u0301",
                "caf\u00e9 cafe\u0301",
                "\u1112\u1161\u11ab\u1100\u1173\u11af",
                "\u212a",
                "\u212b",
                "\u2126",
                "\u1f71",
                "dir-e\u0301/x");
    }

    /** Pairs of keys that differ in case or in their Unicode form alone. */
    public static List<Twins> twins() {
        List<Twins> twins = new ArrayList<>(List.of(
                new Twins("readme", "README"),
                new Twins("Readme.md", "readme.MD"),
                new Twins("dir/x", "Dir/x"),
                new Twins("dir/sub/x", "dir/SUB/y"),
                new Twins("a~b", "A~b"),
                new Twins("caf\u00e9", "cafe\u0301"),
                new Twins("caf\u00e9", "CAF\u00c9"),
                new Twins("\u00e9t\u00e9/x", "e\u0301te\u0301/x"),
                new Twins("stra\u00dfe", "STRASSE"),
                new Twins("\u00df", "\u1e9e"),
                new Twins("k", "\u212a"),
                new Twins("s", "\u017f"),
                new Twins("i", "\u0130"),
                new Twins("\u03c3", "\u03c2"),
                new Twins("\ufb01x", "fix"),
                new Twins("note", "no\u200cte"),
                new Twins("\ud55c", "\u1112\u1161\u11ab")));
        return List.copyOf(twins);
    }
}
