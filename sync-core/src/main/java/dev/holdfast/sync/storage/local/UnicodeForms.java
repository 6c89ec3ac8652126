package dev.holdfast.sync.storage.local;

import dev.holdfast.sync.storage.StorageException;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.EnumMap;
import java.util.Map;

/**
 * Whether the file system keeps names as they are given when the same text can be written in several ways. One that
 * rewrites them would list an object under another key than it was stored under. It is found out with an empty file of
 * such a name, once, and only when such a name turns up. Thread-safe.
 */
final class UnicodeForms {
    private final TemporaryFiles temporaries;
    private final Map<Form, Boolean> kept = new EnumMap<>(Form.class);

    UnicodeForms(LocalLayout layout) {
        this.temporaries = new TemporaryFiles(layout);
    }

    /** Ends the call when an entry of this name would get another one. */
    void requireKept(String name) throws IOException {
        boolean composed = Normalizer.isNormalized(name, Form.NFC);
        boolean decomposed = Normalizer.isNormalized(name, Form.NFD);
        if (composed && decomposed) {
            return;
        }
        if ((!decomposed && !keeps(Form.NFC)) || (!composed && !keeps(Form.NFD))) {
            throw new StorageException.Permanent(
                    "The file system of this folder does not keep the Unicode form of the name \"" + name
                            + "\": rename it to the form that is usual on this machine.",
                    null);
        }
    }

    private synchronized boolean keeps(Form form) throws IOException {
        Boolean known = kept.get(form);
        if (known == null) {
            known = tryOut(form);
            kept.put(form, known);
        }
        return known;
    }

    private boolean tryOut(Form form) throws IOException {
        try (TemporaryFile probe = temporaries.createWith(Normalizer.normalize("é", form))) {
            return probe.isListed();
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
