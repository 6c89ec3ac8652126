package dev.holdfast.sync.state;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Says in the user's words why one of the home's databases can't be used. */
final class Failures {
    private static final int PRIMARY_CODE = 0xff;

    private final Schema schema;
    private final Path file;

    Failures(Schema schema, Path file) {
        this.schema = schema;
        this.file = file;
    }

    /** What messages call the file: its kind and its place. */
    String title() {
        return schema.title() + " " + file;
    }

    /** Whether the file's content is at fault, so that no later try can succeed. */
    static boolean isDamage(SQLException e) {
        int code = primaryCode(e);
        return code == SQLiteErrorCode.SQLITE_CORRUPT.code || code == SQLiteErrorCode.SQLITE_NOTADB.code;
    }

    static boolean isBusy(SQLException e) {
        int code = primaryCode(e);
        return code == SQLiteErrorCode.SQLITE_BUSY.code || code == SQLiteErrorCode.SQLITE_LOCKED.code;
    }

    StateException of(SQLException e) {
        int code = primaryCode(e);
        String sentence;
        if (isBusy(e)) {
            sentence = "The " + title() + " is held by another process; wait for it or end it, then try again.";
        } else if (code == SQLiteErrorCode.SQLITE_FULL.code) {
            sentence = "The " + title() + " can't grow: the disk or quota is full; free some space and try again.";
        } else if (code == SQLiteErrorCode.SQLITE_READONLY.code
                || code == SQLiteErrorCode.SQLITE_CANTOPEN.code
                || code == SQLiteErrorCode.SQLITE_PERM.code) {
            sentence = "The " + title()
                    + " can't be written; make it and its directory writable for you, or name another home.";
        } else if (isDamage(e)) {
            sentence = "The " + title() + " is damaged; "
                    + schema.remedy().orElse("run any command again to have it set aside") + ".";
        } else {
            sentence = "The " + title() + " failed (" + plain(e) + "); check the disk and try again.";
        }
        return new StateException(sentence, e);
    }

    static StateException unusable(Path file, Exception e) {
        return new StateException(
                file + " can't be used (" + reason(e) + "); make the home writable, or name another.", e);
    }

    private static String reason(Exception e) {
        if (e instanceof AccessDeniedException) {
            return "access denied";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "a file stands where a directory should be";
        }
        if (e instanceof FileSystemException failure && failure.getReason() != null) {
            return failure.getReason();
        }
        return String.valueOf(e.getMessage());
    }

    private static String plain(SQLException e) {
        return e instanceof SQLiteException failure ? failure.getResultCode().message : String.valueOf(e.getMessage());
    }

    private static int primaryCode(SQLException e) {
        return e instanceof SQLiteException failure ? failure.getResultCode().code & PRIMARY_CODE : 0;
    }
}
