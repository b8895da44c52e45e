package org.imageorders.examples.monolith;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.imageorders.ImageOrders;
import org.imageorders.examples.monolith.checkout.ShortCut;
import org.imageorders.examples.monolith.images.NosyImages;
import org.junit.jupiter.api.Test;

/**
 * The image module's boundary: every call in and out stands in images-boundary.txt. Who adds one
 * adds a line there, and so says that it is meant.
 */
class BoundaryTest {

  private static final String SDK = "org.imageorders";
  private static final String SHOP = SDK + ".examples.monolith";
  private static final String IMAGES = SHOP + ".images";

  private final JavaClasses shop =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(SHOP);

  @Test
  void everyCallAcrossTheBoundaryIsListed() throws IOException {
    assertThat(crossings(shop))
        .as("calls across the boundary; one that is meant is added to images-boundary.txt")
        .isEqualTo(listed());
  }

  @Test
  void theShopsModulesKnowNothingOfThePicturesButTheVocabulary() {
    noClasses()
        .that()
        .resideInAnyPackage(SHOP + ".checkout..", SHOP + ".billing..", SHOP + ".support..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            IMAGES + "..",
            SHOP + ".service..",
            SDK + ".engine..",
            SDK + ".migration..",
            SDK + ".transport..",
            SDK + ".http..",
            SDK + ".provider..",
            SDK + ".store..")
        .because("what stands behind ImageOrders must be free to move")
        .check(shop);
  }

  @Test
  void aModuleThatPassesTheInterfaceByIsFound() throws IOException {
    JavaClasses broken = new ClassFileImporter().importClasses(ShortCut.class);
    assertThat(crossings(broken))
        .containsExactly("in   checkout.ShortCut -> images.Images.control()")
        .doesNotContainAnyElementsOf(listed());
  }

  @Test
  void anImageModuleThatReachesIntoTheShopIsFound() throws IOException {
    JavaClasses broken = new ClassFileImporter().importClasses(NosyImages.class);
    assertThat(crossings(broken))
        .containsExactly("out  images.NosyImages -> billing.Billing.pictures()")
        .doesNotContainAnyElementsOf(listed());
  }

  private static SortedSet<String> crossings(JavaClasses classes) {
    return classes.stream()
        .flatMap(type -> type.getAccessesFromSelf().stream())
        .filter(access -> isIn(access) || isOut(access))
        .map(access -> (isIn(access) ? "in   " : "out  ") + inWords(access))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static boolean isIn(JavaAccess<?> access) {
    JavaClass target = access.getTargetOwner();
    return !isOfImages(access.getOriginOwner())
        && (isOfImages(target) || target.isEquivalentTo(ImageOrders.class));
  }

  private static boolean isOut(JavaAccess<?> access) {
    JavaClass target = access.getTargetOwner();
    return isOfImages(access.getOriginOwner())
        && !isOfImages(target)
        && !target.getPackageName().matches("javax?\\..*");
  }

  private static boolean isOfImages(JavaClass type) {
    return type.getPackageName().equals(IMAGES) || type.getPackageName().startsWith(IMAGES + ".");
  }

  private static String inWords(JavaAccess<?> access) {
    String parameters =
        access.getTarget() instanceof CodeUnitAccessTarget unit
            ? unit.getRawParameterTypes().stream()
                .map(JavaClass::getSimpleName)
                .collect(Collectors.joining(", ", "(", ")"))
            : "";
    return shortName(access.getOriginOwner())
        + " -> "
        + shortName(access.getTargetOwner())
        + "."
        + access.getName()
        + parameters;
  }

  private static String shortName(JavaClass type) {
    String name = type.getName();
    return name.startsWith(SHOP + ".")
        ? name.substring(SHOP.length() + 1)
        : name.startsWith(SDK + ".") ? name.substring(SDK.length() + 1) : name;
  }

  private static SortedSet<String> listed() throws IOException {
    try (InputStream list = BoundaryTest.class.getResourceAsStream("images-boundary.txt")) {
      List<String> lines = new String(list.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      return lines.stream()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }
}
