package dev.holdfast.testkit.record;

import dev.holdfast.sync.memory.Memory;
import dev.holdfast.sync.memory.NewMemory;
import dev.holdfast.sync.memory.RecordStore;
import java.util.List;
import java.util.Optional;

/** The memories of one machine: what its user does with them, and what a sync sees of them. */
public interface RecordHome {
    /** As {@link dev.holdfast.sync.memory.MemoryStore#records}. */
    RecordStore records(String server);

    /** Stores a memory, unless there is one that says the same; gives that one then. */
    Memory add(NewMemory wanted);

    /** Changes a memory that is there. */
    Memory update(String id, NewMemory wanted);

    /** Deletes a memory. */
    Memory delete(String id);

    /** Puts a memory back as it was before its last change, if there was one. */
    Optional<Memory> undo(String id);

    /** The memory of this id, unless it is deleted, with what it says. */
    Optional<Memory> find(String id);

    /** All that are there, in the order in which they came. */
    List<Memory> all();

    /** The ids of all that ever were there, in the order in which they came. */
    List<String> ids();
}
