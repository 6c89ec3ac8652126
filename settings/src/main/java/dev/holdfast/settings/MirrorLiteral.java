package dev.holdfast.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A mirror in short form, {@code source[:mode]:destination}. The colon of a Windows drive ({@code C:\…}), of an address
 * ({@code s3://…}) or of a space ({@code space:NAME}) divides nothing; a folder that is called {@code space} is written
 * {@code ./space}.
 */
record MirrorLiteral(String source, String mode, String destination) {
    private static final Pattern MODE = Pattern.compile("[A-Za-z]+");

    static MirrorLiteral parse(String text) {
        List<String> parts = new ArrayList<>();
        String[] pieces = text.split(":", -1);
        for (int i = 0; i < pieces.length; i++) {
            boolean joined = i + 1 < pieces.length && (belongTogether(pieces[i], pieces[i + 1]) || isSpace(pieces, i));
            parts.add(joined ? pieces[i] + ":" + pieces[++i] : pieces[i]);
        }
        int last = parts.size() - 1;
        String mode = last == 2 ? parts.get(1) : "twoWay";
        if (last < 1 || last > 2 || !MODE.matcher(mode).matches()) {
            throw new BadValueException(Shown.value(text) + " is not of the form source[:mode]:destination");
        }
        return new MirrorLiteral(parts.get(0), mode, parts.get(last));
    }

    private static boolean belongTogether(String piece, String next) {
        boolean drive = piece.length() == 1
                && Character.isLetter(piece.charAt(0))
                && (next.startsWith("\\") || next.startsWith("/"));
        return drive || isAddress(piece, next);
    }

    private static boolean isAddress(String piece, String next) {
        return (piece.equals("file") || piece.equals("s3")) && next.startsWith("//");
    }

    private static boolean isSpace(String[] pieces, int i) {
        String name = pieces[i + 1];
        boolean address = i + 2 < pieces.length && isAddress(name, pieces[i + 2]);
        return pieces[i].equals("space") && MirrorSide.isSpaceName(name) && !address;
    }
}
