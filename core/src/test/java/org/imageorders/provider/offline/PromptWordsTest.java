package org.imageorders.provider.offline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PromptWordsTest {

  @Test
  void wordsOfTheVocabularyAreUnderstood() {
    PromptWords words = PromptWords.read("A lighthouse at dusk, Watercolour");

    assertThat(words.motifs()).containsExactly(Motif.LIGHTHOUSE);
    assertThat(words.light()).contains(Light.DUSK);
    assertThat(words.style()).isEqualTo(Style.WATERCOLOUR);
    assertThat(words.mood()).isEqualTo(Mood.NATURAL);
  }

  @Test
  void accentsCaseAndPluralsMakeNoDifference() {
    assertThat(PromptWords.read("MONTANHAS ao amanhecer, Esboço").motifs())
        .containsExactly(Motif.MOUNTAINS);
    assertThat(PromptWords.read("Esboço").style()).isEqualTo(Style.PENCIL);
  }

  @Test
  void oneWordMayMeanSeveralThings() {
    PromptWords words = PromptWords.read("sunset");

    assertThat(words.motifs()).containsExactly(Motif.SUN);
    assertThat(words.light()).contains(Light.DUSK);
  }

  @Test
  void lastOfSeveralTimesOfDayWins() {
    assertThat(PromptWords.read("moon at dawn").light()).contains(Light.DAWN);
  }

  @Test
  void nothingKnownMakesAnAbstractPicture() {
    assertThat(PromptWords.read("quarterly results").isAbstract()).isTrue();
    assertThat(PromptWords.read("?").isAbstract()).isTrue();
    assertThat(PromptWords.read("winter").isAbstract()).isFalse();
  }

  @Test
  void styleDoesNotChangeTheFingerprintButUnknownWordsDo() {
    long plain = PromptWords.read("a lighthouse").rest();

    assertThat(PromptWords.read("a lighthouse, watercolour").rest()).isEqualTo(plain);
    assertThat(PromptWords.read("a lonely lighthouse").rest()).isNotEqualTo(plain);
  }
}
