package dev.holdfast.testkit;

import com.google.errorprone.annotations.Immutable;
import java.util.function.Function;

/** What a folder is asked for. */
enum FolderOperation {
    PUT("put", FaultWork::replace),
    CREATE("create", FaultWork::create),
    GET("get", FaultWork::open),
    STAT("stat", FaultWork::stat),
    LIST("list", FaultWork::list),
    DELETE("delete", FaultWork::delete),
    DELETE_MANY("delete many", FaultWork::deleteAll),
    MOVE("move", FaultWork::move),
    MOVE_TO_FREE("move to a free key", FaultWork::moveToFree),
    MOVE_MANY("move many", FaultWork::moveAll);

    final String words;
    final Works work;

    FolderOperation(String words, Works work) {
        this.words = words;
        this.work = work;
    }

    /** Makes an operation, for a prefix of its own. */
    @Immutable
    @FunctionalInterface
    interface Works extends Function<String, FaultWork> {}
}
