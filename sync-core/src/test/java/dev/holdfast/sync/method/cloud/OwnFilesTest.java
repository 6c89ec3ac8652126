package dev.holdfast.sync.method.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.holdfast.sync.state.HomeFiles;
import dev.holdfast.sync.state.Schema;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OwnFilesTest {
    /** Every kind of database that a home can have. */
    private static List<String> databases() throws IllegalAccessException {
        List<String> names = new ArrayList<>();
        for (JavaClass each : new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.holdfast.sync")) {
            for (JavaField field : each.getFields()) {
                if (field.getRawType().isEquivalentTo(Schema.class)
                        && field.getModifiers().contains(JavaModifier.STATIC)) {
                    Field schema = field.reflect();
                    schema.setAccessible(true);
                    names.add(((Schema) schema.get(null)).fileName());
                }
            }
        }
        return names;
    }

    @Test
    void eachDatabaseOfTheHomeIsTheUsersByDecisionOrLeavesTheMachineByNoUpload() throws IllegalAccessException {
        List<String> databases = databases();
        assertThat(databases).contains("state.db", "memory.db", "spaces.db", "memory-files.db", "hashes.db");
        for (String database : databases) {
            if (OwnFiles.USERS_DATABASES.contains(database)) {
                assertThat(OwnFiles.isOwn(database)).isFalse();
                assertThat(OwnFiles.isOwn(HomeFiles.lockOf(database))).isTrue();
            } else {
                assertThat(HomeFiles.ofDatabase(database)).allMatch(OwnFiles::isOwn);
                assertThat(OwnFiles.isOwn(database + ".damaged-20260101T000000Z-wal"))
                        .isTrue();
            }
        }
    }

    @Test
    void whatIsNotThereYetIsLeftOutToo() {
        Path home = Path.of("no such home");
        assertThat(OwnFiles.in(home))
                .contains(home.resolve("memory-files.db-wal"), home.resolve("locks"), home.resolve("memory.key.part"))
                .doesNotContain(home.resolve("memory.db"), home.resolve("memory.db-wal"), home.resolve("spaces.db"));
    }
}
