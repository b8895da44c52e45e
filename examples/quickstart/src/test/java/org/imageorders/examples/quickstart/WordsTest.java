package org.imageorders.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.imageorders.Money;
import org.junit.jupiter.api.Test;

class WordsTest {

  @Test
  void aSlugIsAsciiWhateverThePromptIsWrittenIn() {
    assertThat(Words.slug("A Lighthouse at dusk, watercolour!"))
        .isEqualTo("a-lighthouse-at-dusk-watercolour");
    assertThat(Words.slug("Ünïcode Straße à l'œuvre")).isEqualTo("unicode-strasse-a-loeuvre");
    assertThat(Words.slug("TITLE IN ISTANBUL")).isEqualTo("title-in-istanbul");
    assertThat(Words.slug("夕暮れの灯台")).isEqualTo("image");
    assertThat(Words.slug("../../etc/passwd")).isEqualTo("etc-passwd");
    assertThat(Words.slug("word ".repeat(100))).hasSizeLessThanOrEqualTo(48).endsWith("-word");
  }

  @Test
  void aPromptOnALineHasNoControlCharactersAndAnEnd() {
    assertThat(Words.line("a\u001b[31m\n\tb", 20)).isEqualTo("a [31m b");
    assertThat(Words.line("x".repeat(30), 20)).isEqualTo("x".repeat(17) + "...");
  }

  @Test
  void numbersReadTheSameInEveryLocale() {
    assertThat(Words.bytes(1_083_289)).isEqualTo("1.1 MB");
    assertThat(Words.time(Duration.ofMillis(1_240))).isEqualTo("1.2 s");
    assertThat(Words.time(Duration.ofSeconds(125))).isEqualTo("2 min 05 s");
    assertThat(Words.money(Money.usd("0.053"))).isEqualTo("0.053 USD");
    assertThat(Words.sum(List.of(Money.usd("0.05"), Money.usd("0.05")))).isEqualTo("0.10 USD");
  }
}
