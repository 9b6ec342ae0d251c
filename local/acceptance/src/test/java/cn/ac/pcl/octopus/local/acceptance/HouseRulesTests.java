package cn.ac.pcl.octopus.local.acceptance;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The rules of style.md that a compiler does not check, held over the main classes of every module.
 */
class HouseRulesTests {

    private static final String HOUSE = "cn.ac.pcl.octopus";

    @SuppressWarnings("NullAway.Init") // JUnit calls readAllModules first
    private static JavaClasses house;

    @BeforeAll
    static void readAllModules() throws IOException {
        Path root = Path.of(System.getProperty("octopus.root"));
        try (Stream<Path> tree = Files.walk(root, 4)) {
            Collection<Path> modules =
                    tree.filter(path -> path.endsWith("target/classes"))
                            .filter(Files::isDirectory)
                            .toList();
            assertThat(modules).as("modules with classes").hasSizeGreaterThan(15);
            house =
                    new ClassFileImporter()
                            .withImportOption(place -> !place.contains("/jmh_generated/"))
                            .importPaths(modules);
        }
    }

    @Test
    void theSchedulersCoreNeedsOnlyTheJdk() {
        check(
                classes()
                        .that()
                        .resideInAPackage(HOUSE + ".scheduler.core..")
                        .should()
                        .onlyDependOnClassesThat(
                                resideInAPackage("java..")
                                        .or(resideInAPackage("org.jspecify.."))
                                        .or(resideInAPackage(HOUSE + ".scheduler.core.."))
                                        .or(nameMatching("\\[+[BCDFIJSZ]"))));
    }

    @Test
    void coresKnowNoFramework() {
        check(
                noClasses()
                        .that()
                        .resideInAPackage(HOUSE + "..core..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                "org.springframework..",
                                "jakarta..",
                                "tools.jackson..",
                                "io.fabric8.kubernetes.client..",
                                "java.sql..",
                                "java.net.http.."));
    }

    @Test
    void controllersAndRepositoriesStayInTheirPackage() {
        check(
                classes()
                        .that()
                        .areAnnotatedWith("org.springframework.web.bind.annotation.RestController")
                        .or()
                        .areAnnotatedWith("org.springframework.stereotype.Controller")
                        .should()
                        .notBePublic());
        check(
                classes()
                        .that()
                        .resideInAPackage(HOUSE + "..")
                        .and()
                        .haveSimpleNameEndingWith("Repository")
                        .should()
                        .notBePublic());
    }

    @Test
    void timeComesFromAClock() {
        for (Class<?> type :
                List.of(
                        Instant.class,
                        LocalDate.class,
                        LocalDateTime.class,
                        OffsetDateTime.class,
                        ZonedDateTime.class)) {
            checkNoCodeUses(type, "now", List.of());
        }
        check(noClasses().should().callConstructor(Date.class));
        checkNoCodeUses(System.class, "currentTimeMillis", List.of());
        checkNoCodeUses(Thread.class, "sleep", null);
        checkNoCodeUses(TimeUnit.class, "sleep", null);
    }

    /**
     * Neither calls a method nor refers to it, as in {@code Instant::now}.
     *
     * @param parameters of the overload meant; null means all of the name
     */
    private static void checkNoCodeUses(
            Class<?> type, String method, @Nullable List<String> parameters) {
        check(
                noClasses()
                        .should()
                        .accessTargetWhere(
                                describe(
                                        "is " + type.getSimpleName() + "." + method,
                                        access ->
                                                access.getTarget()
                                                                instanceof
                                                                CodeUnitAccessTarget target
                                                        && target.getOwner().isEquivalentTo(type)
                                                        && target.getName().equals(method)
                                                        && (parameters == null
                                                                || target
                                                                        .getRawParameterTypes()
                                                                        .stream()
                                                                        .map(JavaClass::getName)
                                                                        .toList()
                                                                        .equals(parameters)))));
    }

    @Test
    void lettersChangeTheirCaseInANamedLocale() {
        check(noClasses().should().callMethod(String.class, "toLowerCase"));
        check(noClasses().should().callMethod(String.class, "toUpperCase"));
    }

    @Test
    void streamsEndInUnmodifiableLists() {
        check(noClasses().should().callMethod(Collectors.class, "toList"));
    }

    @Test
    void whatAClassNeedsComesThroughItsConstructor() {
        for (String annotation :
                List.of(
                        "org.springframework.beans.factory.annotation.Autowired",
                        "org.springframework.beans.factory.annotation.Value",
                        "jakarta.annotation.Resource",
                        "jakarta.inject.Inject")) {
            check(fields().should().notBeAnnotatedWith(annotation));
        }
    }

    @Test
    void namesSayWhatAThingIs() {
        check(
                noClasses()
                        .that()
                        // Its records are named as the reference platform's documents are.
                        .resideOutsideOfPackage(HOUSE + ".taskset.api")
                        .should()
                        .haveNameMatching(
                                ".*(Manager|Helper|Helpers|Utils|Util|Impl|Vo|Bo|Info|Data|Base|Common)")
                        .orShould()
                        .haveSimpleNameStartingWith("Abstract"));
    }

    /** So that no failure report and no log prints one. */
    @Test
    void secretsOfTheConfigurationHideThemselves() {
        check(
                fields().that()
                        .areDeclaredInClassesThat(
                                describe("hold configuration", HouseRulesTests::isConfiguration))
                        .and()
                        .haveNameMatching("(?i).*(password|secret|token|privateKey|secretKey)")
                        .should()
                        .haveRawType(HOUSE + ".identity.Secret"));
    }

    private static boolean isConfiguration(JavaClass type) {
        return type.isAnnotatedWith(
                        "org.springframework.boot.context.properties.ConfigurationProperties")
                || type.getEnclosingClass().filter(HouseRulesTests::isConfiguration).isPresent();
    }

    @Test
    void everyPackageIsNullMarked() {
        var unmarked = new TreeSet<String>();
        for (JavaClass each : house) {
            boolean marked = each.getPackage().tryGetAnnotationOfType(NullMarked.class).isPresent();
            if (!marked) {
                unmarked.add(each.getPackageName());
            }
        }
        assertThat(unmarked).isEmpty();
    }

    private static void check(ArchRule rule) {
        rule.check(house);
    }
}
