package org.imageorders.migration.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.imageorders.migration.compare.Pairs.TODAY;
import static org.imageorders.migration.compare.Pairs.alike;
import static org.imageorders.migration.compare.Pairs.all;
import static org.imageorders.migration.compare.Pairs.candidate;
import static org.imageorders.migration.compare.Pairs.failed;
import static org.imageorders.migration.compare.Pairs.far;
import static org.imageorders.migration.compare.Pairs.noise;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrders;
import org.imageorders.ImageSpec;
import org.imageorders.OrderRequest;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.migration.shadow.ComparedOrder;
import org.imageorders.migration.shadow.Rung;
import org.imageorders.migration.shadow.Twin;
import org.imageorders.provider.offline.OfflineProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DossierTest {

  private static final LocalDate THIS_DAY = LocalDate.of(2026, 11, 27);
  private static final Pattern PICTURE = Pattern.compile("src=\"([^\"]+)\"");

  private final ImageOrders legacy = EmbeddedImageOrders.builder(OfflineProvider.create()).build();
  private final ImageOrders shadow = EmbeddedImageOrders.builder(OfflineProvider.create()).build();
  private final Dossier dossier = Dossier.builder(legacy, shadow).build();

  @TempDir private Path directory;

  @AfterEach
  void close() {
    legacy.close();
    shadow.close();
  }

  @Test
  void pageTellsTheVerdictAndTheCauses() throws IOException {
    String page =
        write(
            all(
                candidate(30, far(33)),
                candidate(70, alike()),
                noise(4, far(33)),
                noise(46, alike())));

    assertThat(page)
        .contains("<b>30 of 100</b> orders differ from legacy’s: 30.0&nbsp;%.")
        .contains("Legacy differs from itself in 8.0&nbsp;% of 50.")
        .contains("more than noise explains")
        .contains("seconds from acceptance to completion")
        .contains("USD for an order")
        .contains("<td class=\"n\">2.5 s</td>")
        .contains("5.00 USD");
  }

  @Test
  void pageOfNothingSaysSo() throws IOException {
    assertThat(write(List.of()))
        .contains("No order has been compared with the candidate yet.")
        .contains("Nothing to plot yet.")
        .contains("None: every difference counts.");
  }

  @Test
  void bothPicturesAndTheirDifferenceAreDrawn() throws IOException {
    ComparedOrder pair = drawn("a cat at noon", "a harbour at night");

    List<Path> pictures = picturesOf(write(List.of(pair)));

    assertThat(pictures).hasSize(3).allMatch(Files::isRegularFile);
    BufferedImage difference = ImageIO.read(pictures.get(2).toFile());
    assertThat(difference.getWidth()).isEqualTo(320);
    assertThat(redShare(difference)).isGreaterThan(0.3);
  }

  @Test
  void whereNothingDiffersNothingIsDrawnMagenta() throws IOException {
    List<Path> pictures = picturesOf(write(List.of(drawn("a cat at noon", "a cat at noon"))));

    assertThat(redShare(ImageIO.read(pictures.get(2).toFile()))).isZero();
  }

  @Test
  void picturesThatAreGoneAreSaidToBeGone() throws IOException {
    assertThat(write(candidate(1, far(33))))
        .contains("Cannot be opened: NOT_FOUND")
        .doesNotContain("<img");
  }

  @Test
  void whatOthersWroteIsText() throws IOException {
    IgnoreRule rule = IgnoreRule.of(Rung.PIXELS, "<img src=x onerror=alert(1)>", THIS_DAY);
    Dossier titled = Dossier.builder(legacy, shadow).title("\"Q4\" <migration> & 'more'").build();
    List<ComparedOrder> pairs = candidate(1, failed(Rung.JUDGE, "<script>alert(1)</script>"));

    titled.write(Mismatches.of(pairs, List.of(rule), TODAY), directory);

    assertThat(index())
        .doesNotContain("<script", "<img", "<migration>")
        .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
        .contains("<title>&quot;Q4&quot; &lt;migration&gt; &amp; &#39;more&#39;</title>");
  }

  @Test
  void halfACharacterDoesNotKeepThePageFromBeingWritten() throws IOException {
    String emoji = "\ud83d\ude00";
    List<ComparedOrder> pairs =
        all(
            candidate(1, failed(Rung.JUDGE, "half " + emoji.charAt(0))),
            candidate(1, failed(Rung.HASH, "n".repeat(499) + emoji)));

    Dossier.builder(legacy, shadow)
        .build()
        .write(Mismatches.of(pairs, List.of(), TODAY), directory);

    assertThat(index()).contains("half ?", "n?…");
  }

  @Test
  void rulesAreListedWithWhatBecameOfThem() throws IOException {
    List<IgnoreRule> rules =
        List.of(
            IgnoreRule.of(Rung.FORMAT, "JPEG was agreed", THIS_DAY),
            IgnoreRule.of(Rung.PIXELS, "until the new size", THIS_DAY.minusDays(1)),
            IgnoreRule.of(Rung.ALPHA, "never seen", THIS_DAY));
    List<ComparedOrder> pairs =
        all(
            candidate(2, failed(Rung.FORMAT, "PNG beside JPEG")),
            candidate(3, failed(Rung.PIXELS, "1x1 beside 2x2")));

    dossier.write(Mismatches.of(pairs, rules, TODAY), directory);

    assertThat(index())
        .contains("2026-11-27<small>holds</small></td><td class=\"n\">2</td>")
        .contains("2026-11-26<small>expired: counts again</small></td><td class=\"n\">3</td>")
        .contains("2026-11-27<small>unused</small></td><td class=\"n\">0</td>");
  }

  @Test
  void aNewDossierReplacesTheFormerWithItsPictures() throws IOException {
    List<Path> former = picturesOf(write(List.of(drawn("a cat at noon", "a harbour at night"))));
    List<Path> newer = picturesOf(write(List.of(drawn("a boat", "a forest"))));

    assertThat(former).noneMatch(Files::exists);
    assertThat(newer).hasSize(3).allMatch(Files::exists);
    assertThat(entries()).hasSize(2);
  }

  @Test
  void dossierThatFailsLeavesTheFormerAsItWas() throws IOException {
    String former = write(List.of(drawn("a cat at noon", "a harbour at night")));
    AtomicBoolean broken = new AtomicBoolean();
    IgnoreRule rule =
        IgnoreRule.of(Rung.HASH, "fails later", THIS_DAY)
            .when(
                (order, image) -> {
                  if (broken.get()) {
                    throw new IllegalStateException("a rule that fails");
                  }
                  return false;
                });
    Mismatches found = Mismatches.of(candidate(1, far(33)), List.of(rule), TODAY);
    broken.set(true);

    assertThatThrownBy(() -> dossier.write(found, directory))
        .isInstanceOf(IllegalStateException.class);

    assertThat(index()).isEqualTo(former);
    assertThat(picturesOf(former)).allMatch(Files::exists);
    assertThat(entries()).hasSize(2);
  }

  @Test
  void costsInTwoCurrenciesShareNoAxis() throws IOException {
    ComparedOrder usd = candidate(1, alike()).get(0);
    ComparedOrder mixed =
        new ComparedOrder(
            Twin.CANDIDATE,
            usd.original(),
            Pairs.inReais(usd.copy()),
            usd.images(),
            usd.comparedAt());

    assertThat(write(List.of(mixed)))
        .contains("Costs are in BRL and USD, which no axis can hold together.")
        .contains("0.04 BRL");
  }

  private ComparedOrder drawn(String original, String copy) {
    return Pairs.pair(
        Twin.CANDIDATE, order(legacy, original).id(), order(shadow, copy).id(), List.of(far(33)));
  }

  private static ImageOrder order(ImageOrders orders, String prompt) {
    OrderRequest request =
        OrderRequest.builder("ana")
            .idempotencyKey(prompt)
            .spec(ImageSpec.builder(prompt).size(320, 240).build())
            .build();
    return orders.completion(orders.place(request).id()).join();
  }

  private String write(List<ComparedOrder> pairs) throws IOException {
    assertThat(dossier.write(Mismatches.of(pairs, List.of(), TODAY), directory))
        .isEqualTo(directory.resolve("index.html"));
    return index();
  }

  private String index() throws IOException {
    return Files.readString(directory.resolve("index.html"));
  }

  private List<Path> entries() throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.toList();
    }
  }

  private List<Path> picturesOf(String page) {
    Matcher pictures = PICTURE.matcher(page);
    return pictures.results().map(found -> directory.resolve(found.group(1))).toList();
  }

  /** The share of pixels in which red is far above green, as in magenta. */
  private static double redShare(BufferedImage image) {
    int red = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        int rgb = image.getRGB(x, y);
        red += (rgb >> 16 & 0xFF) - (rgb >> 8 & 0xFF) > 60 ? 1 : 0;
      }
    }
    return (double) red / image.getWidth() / image.getHeight();
  }
}
