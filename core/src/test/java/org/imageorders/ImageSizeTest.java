package org.imageorders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.imageorders.Refusals.assertRefused;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageSizeTest {

  @ParameterizedTest
  @ValueSource(strings = {"1x1", "1536x1024", "16384x16384"})
  void theTextOfASizeGivesItBack(String text) {
    assertThat(ImageSize.parse(text)).hasToString(text);
  }

  @Test
  void widthComesFirst() {
    assertThat(ImageSize.parse("1536x1024")).isEqualTo(new ImageSize(1536, 1024));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "auto",
        "1024",
        "1024x",
        "x1024",
        "1024X1024",
        "1024×1024",
        "01x1",
        "0x1",
        " 1x1",
        "-1x1",
        "1x100000",
        "١x١"
      })
  void anotherFormIsRefused(String text) {
    refused(text, "use WIDTHxHEIGHT in pixels, such as 1536x1024");
  }

  @Test
  void aSideOutsideOfTheBoundsIsRefused() {
    refused("16385x1", "use sides of 1 to 16384 pixels");
    refused("1x16385", "use sides of 1 to 16384 pixels");
    assertRefused(() -> new ImageSize(0, 1), "size", "0x1", "use sides of 1 to 16384 pixels");
    assertRefused(() -> new ImageSize(1, -1), "size", "1x-1", "use sides of 1 to 16384 pixels");
  }

  private static void refused(String text, String mend) {
    assertRefused(() -> ImageSize.parse(text), "size", text, mend);
  }
}
