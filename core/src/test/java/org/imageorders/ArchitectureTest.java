package org.imageorders;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaModifier.SYNTHETIC;
import static com.tngtech.archunit.lang.conditions.ArchConditions.beFinal;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The rules of the house that a compiler does not know. */
@AnalyzeClasses(packages = "org.imageorders", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String ROOT = "org.imageorders";
  private static final int MOST_ROOT_TYPES = 30;

  @ArchTest
  static final ArchRule packagesImportOnlyThoseAboveThem =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .withOptionalLayers(true)
          .layer("vocabulary")
          .definedBy(ROOT)
          .layer("json")
          .definedBy(ROOT + ".json..")
          .layer("threads")
          .definedBy(ROOT + ".threads..")
          .layer("provider")
          .definedBy(ROOT + ".provider..")
          .layer("store")
          .definedBy(ROOT + ".store..")
          .layer("transport")
          .definedBy(ROOT + ".transport..")
          .layer("engine")
          .definedBy(ROOT + ".engine..")
          .layer("migration")
          .definedBy(ROOT + ".migration..")
          .layer("outbox")
          .definedBy(ROOT + ".outbox..")
          .layer("consume")
          .definedBy(ROOT + ".consume..")
          .whereLayer("vocabulary")
          .mayNotAccessAnyLayer()
          .whereLayer("json")
          .mayOnlyAccessLayers("vocabulary")
          .whereLayer("threads")
          .mayOnlyAccessLayers("vocabulary")
          .whereLayer("provider")
          .mayOnlyAccessLayers("vocabulary")
          .whereLayer("store")
          .mayOnlyAccessLayers("vocabulary", "json", "threads", "provider")
          .whereLayer("transport")
          .mayOnlyAccessLayers("vocabulary", "json", "threads", "provider", "store")
          .whereLayer("engine")
          .mayOnlyAccessLayers("vocabulary", "threads", "provider", "store", "transport")
          .whereLayer("migration")
          .mayOnlyAccessLayers(
              "vocabulary",
              "json",
              "threads",
              "provider",
              "store",
              "transport",
              "engine",
              "consume")
          .whereLayer("outbox")
          .mayOnlyAccessLayers("vocabulary", "json", "threads")
          .whereLayer("consume")
          .mayOnlyAccessLayers("vocabulary", "json", "threads", "store")
          .ensureAllClassesAreContainedInArchitecture()
          .because("the vocabulary must stay free of every way to get an ImageOrders");

  @ArchTest
  static final ArchRule packagesFormNoCycle =
      slices()
          .assignedFrom(eachPackage())
          .should()
          .beFreeOfCycles()
          .because("what depends on itself cannot be understood or moved alone");

  @ArchTest
  static final ArchRule aStoresSeamKnowsNoStore =
      noClasses()
          .that()
          .resideInAPackage(ROOT + ".store")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(ROOT + ".store.(*)..")
          .because("every store implements the seam, and none is special");

  @ArchTest
  static final ArchRule onlyTheComparisonUsesTheDesktop =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + ".migration.compare..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.awt..", "javax.imageio..", "javax.swing..")
          .because("java.desktop is large, and missing from small runtimes");

  @ArchTest
  static final ArchRule nothingLoadsTheComparisonUnasked =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + ".migration.compare..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(ROOT + ".migration.compare..")
          .because("whoever does not compare pictures runs without java.desktop");

  @ArchTest
  static final ArchRule theOfflineProviderNeedsOnlyTheJdk =
      noClasses()
          .that()
          .resideInAPackage(ROOT + ".provider.offline..")
          .should()
          .dependOnClassesThat(
              describe(
                  "are outside of java.base, the vocabulary and the provider's seam",
                  ArchitectureTest::isNoneOfTheOfflineProvider))
          .allowEmptyShould(true)
          .because("it draws wherever a JVM starts");

  @ArchTest
  static final ArchRule timeComesFromTheBuilder =
      noClasses()
          .should()
          .accessTargetWhere(
              describe("reads a clock or waits for a time", ArchitectureTest::takesTime))
          .because("tests drive time by an InstantSource and Pauses; nothing else may know it");

  @ArchTest
  static final ArchRule theSystemsClockIsOnlyADefault =
      noClasses()
          .should()
          .accessTargetWhere(
              describe(
                  "takes InstantSource.system() elsewhere than as the default of a builder, or of"
                      + " a store made without a clock",
                  ArchitectureTest::takesTheSystemsClock))
          .because("whoever builds says what time it is");

  @ArchTest
  static final ArchRule nothingStaticChanges =
      fields()
          .that()
          .areStatic()
          .and()
          .doNotHaveModifier(SYNTHETIC)
          .should(beFinal())
          .because("two engines in one JVM must not meet");

  @ArchTest
  static final ArchRule textDoesNotDependOnTheMachinesLocale =
      noClasses()
          .should()
          .accessTargetWhere(
              describe("goes by the default locale", ArchitectureTest::usesTheDefaultLocale))
          .because("a JVM set to tr-TR or pt-BR must behave the same");

  @ArchTest
  static final ArchRule threadsHaveNamesAndOwners =
      noClasses()
          .should()
          .accessTargetWhere(
              describe("starts or borrows a nameless thread", ArchitectureTest::usesNamelessThread))
          .because("a thread dump must tell whose threads they are");

  @ArchTest
  static void theVocabularyStaysSmall(JavaClasses classes) {
    List<String> types =
        classes.stream()
            .filter(type -> type.getPackageName().equals(ROOT))
            .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
            .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
            .map(JavaClass::getSimpleName)
            .sorted()
            .toList();

    assertThat(types)
        .as("public types of the root package, which a caller has to read")
        .hasSizeBetween(1, MOST_ROOT_TYPES);
  }

  private static SliceAssignment eachPackage() {
    return new SliceAssignment() {
      @Override
      public SliceIdentifier getIdentifierOf(JavaClass type) {
        return SliceIdentifier.of(type.getPackageName());
      }

      @Override
      public String getDescription() {
        return "packages";
      }
    };
  }

  private static boolean isNoneOfTheOfflineProvider(JavaClass type) {
    String name = type.getBaseComponentType().getPackageName();
    boolean own =
        name.equals(ROOT)
            || name.equals(ROOT + ".provider")
            || name.startsWith(ROOT + ".provider.offline")
            || name.equals("org.jspecify.annotations");
    return !own && !type.getBaseComponentType().isPrimitive() && !isInJavaBase(type);
  }

  private static boolean isInJavaBase(JavaClass type) {
    return ModuleLayer.boot()
        .findModule("java.base")
        .orElseThrow()
        .getPackages()
        .contains(type.getBaseComponentType().getPackageName());
  }

  private static boolean takesTime(JavaAccess<?> access) {
    String owner = access.getTargetOwner().getFullName();
    String name = access.getName();
    if (access.getOriginOwner().isEquivalentTo(Pauses.class)
        && access.getTargetOwner().isEquivalentTo(CompletableFuture.class)) {
      return false; // the one place where the JDK's timer is asked
    }
    if (access.getOriginOwner().getFullName().equals(ROOT + ".store.jdbc.DatabaseClock")
        && access.getName().equals("nanoTime")) {
      return false; // carries on a database's clock between two readings; tells no time by itself
    }
    return readsClock(owner, name, parameters(access)) || waits(owner, name, parameters(access));
  }

  private static boolean readsClock(String owner, String name, List<String> parameters) {
    return switch (owner) {
      case "java.lang.System" -> name.equals("currentTimeMillis") || name.equals("nanoTime");
      case "java.time.Clock" -> name.startsWith("system") || name.startsWith("tick");
      case "java.util.Date" -> name.equals("<init>") && parameters.isEmpty();
      case "java.util.Calendar", "java.util.GregorianCalendar" ->
          name.equals("getInstance") || name.equals("<init>");
      default -> owner.startsWith("java.time.") && name.equals("now");
    };
  }

  private static boolean waits(String owner, String name, List<String> parameters) {
    boolean timed = parameters.contains("java.util.concurrent.TimeUnit");
    boolean lasting = timed || parameters.contains("java.time.Duration");
    return switch (owner) {
      case "java.lang.Object" -> name.equals("wait") && !parameters.isEmpty();
      case "java.lang.Thread" ->
          name.equals("sleep") || (name.equals("join") && !parameters.isEmpty());
      case "java.util.concurrent.TimeUnit" ->
          List.of("sleep", "timedWait", "timedJoin").contains(name);
      case "java.util.Timer", "java.util.concurrent.ScheduledExecutorService" -> true;
      case "java.util.concurrent.ScheduledThreadPoolExecutor" -> true;
      case "java.util.concurrent.Executors" -> name.contains("Scheduled");
      default ->
          name.matches("park(Nanos|Until)|await(Nanos|Until)")
              || (owner.startsWith("java.") && timed && !name.equals("<init>"))
              || (owner.startsWith("java.util.concurrent.") && lasting && !name.equals("<init>"));
    };
  }

  private static boolean takesTheSystemsClock(JavaAccess<?> access) {
    if (!access.getTargetOwner().isEquivalentTo(InstantSource.class)
        || !access.getName().equals("system")) {
      return false;
    }
    JavaCodeUnit origin = access.getOrigin();
    boolean ofBuilder = origin.getOwner().getSimpleName().equals("Builder");
    boolean ofStoreWithoutClock =
        origin.getOwner().getPackageName().startsWith(ROOT + ".store.")
            && (origin.isConstructor() || origin.getModifiers().contains(JavaModifier.STATIC))
            && origin.getRawParameterTypes().stream()
                .noneMatch(type -> type.isEquivalentTo(InstantSource.class));
    return !ofBuilder && !ofStoreWithoutClock;
  }

  private static boolean usesTheDefaultLocale(JavaAccess<?> access) {
    List<String> parameters = parameters(access);
    String name = access.getName();
    boolean localeGiven = parameters.contains("java.util.Locale");
    return switch (access.getTargetOwner().getFullName()) {
      case "java.lang.String" ->
          name.equals("formatted")
              || (!localeGiven && List.of("format", "toLowerCase", "toUpperCase").contains(name));
      case "java.io.PrintStream", "java.io.PrintWriter" ->
          !localeGiven && List.of("format", "printf").contains(name);
      case "java.util.Formatter" -> name.equals("<init>") && !localeGiven;
      case "java.util.Scanner", "java.text.MessageFormat" -> name.equals("<init>") && !localeGiven;
      case "java.util.Locale" -> name.equals("getDefault");
      case "java.text.DecimalFormat", "java.text.SimpleDateFormat" -> !localeGiven;
      case "java.text.NumberFormat", "java.text.DateFormat" ->
          name.matches("get.*Instance") && !localeGiven;
      case "java.time.format.DateTimeFormatter" -> name.equals("ofPattern") && !localeGiven;
      default -> false;
    };
  }

  private static boolean usesNamelessThread(JavaAccess<?> access) {
    List<String> parameters = parameters(access);
    String name = access.getName();
    boolean named = parameters.contains("java.util.concurrent.ThreadFactory");
    return switch (access.getTargetOwner().getFullName()) {
      case "java.lang.Thread" -> name.equals("<init>") && !parameters.contains("java.lang.String");
      case "java.util.concurrent.Executors" -> name.startsWith("new") && !named;
      case "java.util.concurrent.ThreadPoolExecutor" -> name.equals("<init>") && !named;
      case "java.util.concurrent.ForkJoinPool" -> true;
      case "java.util.concurrent.CompletableFuture", "java.util.concurrent.CompletionStage" ->
          name.endsWith("Async")
              && !parameters.contains("java.util.concurrent.Executor")
              && !name.equals("completeAsync"); // keeps what callers chained off our own threads
      default -> false;
    };
  }

  private static List<String> parameters(JavaAccess<?> access) {
    return access.getTarget() instanceof CodeUnitAccessTarget unit
        ? unit.getRawParameterTypes().stream().map(JavaClass::getFullName).toList()
        : List.of();
  }
}
