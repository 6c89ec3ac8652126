package dev.holdfast.settings;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads one side of a mirror: a path, a remote's address, or a space. */
final class MirrorSide {
    /** The space that the memory store is. */
    static final String MEMORIES = MirrorSetting.ofSpace("memories");

    private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:[\\\\/].*");
    private static final Pattern SPACE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private MirrorSide() {}

    static boolean isSpaceName(String text) {
        return SPACE_NAME.matcher(text).matches();
    }

    static String parse(String text, Reading reading) {
        Optional<String> space = MirrorSetting.space(text);
        if (space.isPresent()) {
            if (!isSpaceName(space.get())) {
                throw new BadValueException(
                        "the space " + Shown.value(space.get())
                                + " is not 1 to 64 letters, digits, dots, underscores and hyphens, beginning with a letter or digit");
            }
            return text;
        }
        if (text.contains("://")) {
            return Addresses.remote(text).toString();
        }
        return DRIVE.matcher(text).matches() ? text : reading.place().path(text).toString();
    }

    /** A path in a storage. */
    static String within(String storage, String path) {
        URI base = Addresses.remote(storage);
        return Addresses.remote(base + "/" + path.replaceFirst("^/+", "")).toString();
    }

    static boolean isSpace(String side) {
        return MirrorSetting.space(side).isPresent();
    }

    static boolean isBucket(String side) {
        return side.startsWith("s3:");
    }

    /** What a mirror without an alias is called: its source's space, or the last part of its source. */
    static String nameOf(String source) {
        String place = MirrorSetting.space(source).orElse(source);
        String last = place.replaceFirst("[/\\\\]+$", "").replaceFirst("^.*[/\\\\]", "");
        return Optional.of(HostName.valid(last)).filter(Texts::isName).orElse("mirror");
    }
}
