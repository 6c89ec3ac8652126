package dev.holdfast.sync;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.Architectures;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.util.Arrays;

/** Who may depend on whom. Packages that are still to come have their place already. */
@AnalyzeClasses(packages = "dev.holdfast", importOptions = ImportOption.DoNotIncludeTests.class)
class HouseRulesTest {
    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("dev.holdfast.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule NOBODY_PRINTS = GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

    @ArchTest
    static final ArchRule THE_ENGINE_KNOWS_NO_DOORS = ArchRuleDefinition.noClasses()
            .that()
            .resideInAPackage("dev.holdfast.sync..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("picocli..", "dev.holdfast.cli..", "dev.holdfast.mcp..");

    @ArchTest
    static final ArchRule ONLY_THE_HTTP_METHOD_SPEAKS_MCP = ArchRuleDefinition.noClasses()
            .that()
            .resideInAPackage("dev.holdfast.sync..")
            .and()
            .resideOutsideOfPackage("dev.holdfast.sync.method.http..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.modelcontextprotocol..");

    @ArchTest
    static final ArchRule AND_IT_IS_A_CLIENT = ArchRuleDefinition.noClasses()
            .that()
            .resideInAPackage("dev.holdfast.sync.method.http..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.modelcontextprotocol.server..");

    @ArchTest
    static final ArchRule SETTINGS_DEPEND_ON_NOTHING_OF_OURS = ArchRuleDefinition.noClasses()
            .that()
            .resideInAPackage("dev.holdfast.settings..")
            .should()
            .dependOnClassesThat(
                    resideInAnyPackage("dev.holdfast..").and(not(resideInAnyPackage("dev.holdfast.settings.."))));

    @ArchTest
    static final ArchRule ONLY_S3_STORAGE_KNOWS_AMAZONS_SDK = ArchRuleDefinition.noClasses()
            .that()
            .resideOutsideOfPackage("dev.holdfast.sync.storage.s3..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("software.amazon.awssdk..");

    @ArchTest
    static final ArchRule ARROWS_POINT_DOWNWARD = arrowsPointDownward(
            "spool",
            "method",
            "mirror",
            "space",
            "memory",
            "conflict",
            "embedding",
            "extension",
            "tree",
            "snapshot",
            "storage",
            "net",
            "event",
            "state",
            "hash");

    /** Each package may be used by those above it only; outbox and the door stand above all. */
    private static ArchRule arrowsPointDownward(String... below) {
        Architectures.LayeredArchitecture house = Architectures.layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .withOptionalLayers(true)
                .layer("door")
                .definedBy("dev.holdfast.sync")
                .layer("outbox")
                .definedBy("dev.holdfast.sync.outbox..")
                .whereLayer("door")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("outbox")
                .mayOnlyBeAccessedByLayers("door");
        String[] above = {"door", "outbox"};
        for (String each : below) {
            house = house.layer(each).definedBy("dev.holdfast.sync." + each + "..");
        }
        for (String each : below) {
            house = house.whereLayer(each).mayOnlyBeAccessedByLayers(above);
            String[] next = Arrays.copyOf(above, above.length + 1);
            next[above.length] = each;
            above = next;
        }
        return house;
    }
}
