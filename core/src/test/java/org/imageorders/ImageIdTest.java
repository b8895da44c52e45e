package org.imageorders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.imageorders.Refusals.assertRefused;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageIdTest {

  private static final OrderId ORDER = OrderId.of("default", "customer-7", "cart-4711");

  @Test
  void theIdOfAMadeImageIsTheSameInEveryVersion() {
    assertThat(ImageId.of(ORDER, 12, 3, 48))
        .hasToString("160ef572e27c251a73f7a850d5e0ec700bf837fe.12.3.48");
  }

  @Test
  void aPreviewIsNamedAfterItsImage() {
    assertThat(ImageId.of(ORDER, 0, 1, 0).preview(2))
        .hasToString("160ef572e27c251a73f7a850d5e0ec700bf837fe.0.1.0.p2");
  }

  @Test
  void madeImagesAndTheirPreviewsNameTheirOrder() {
    ImageId made = ImageId.of(ORDER, 12, 3, 48);

    assertThat(made.order()).contains(ORDER);
    assertThat(made.preview(1).order()).contains(ORDER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "u-0",
        "160ef572e27c251a73f7a850d5e0ec700bf837fe",
        "upload-160ef572e27c251a73f7a850d5e0ec700.1",
        "160ef572e27c251a73f7a850d5e0ec700bf837fg.1"
      })
  void anUploadNamesNoOrder(String text) {
    assertThat(new ImageId(text).order()).isEmpty();
  }

  @Test
  void anIdMayHave120Characters() {
    assertThat(new ImageId("a".repeat(120)).value()).hasSize(120);
    assertRefused(
        () -> new ImageId("a".repeat(121)),
        "imageId",
        "a".repeat(77) + "...",
        "use an id that an order or an upload gave");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "-a", "a..b", "a/b", "a\\b", "A", "a b", "ı", "a%2fb"})
  void anotherFormIsRefused(String text) {
    assertRefused(
        () -> new ImageId(text), "imageId", text, "use an id that an order or an upload gave");
  }
}
