package org.imageorders.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonAnswerTest {

  private static final byte[] FIRST = bytes(1, 100_000);
  private static final byte[] SECOND = bytes(2, 7);

  private final KeptSink sink = new KeptSink();

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8_192})
  void imagesComeWholeHoweverTheAnswerIsCutIntoPieces(int piece) throws IOException {
    ImageAnswer answer =
        readIn(
            piece,
            "{\"created\":1,\"data\":[{\"b64_json\":\"@\"},{\"b64_json\":\"@\"}],\"usage\":"
                + "{\"input_tokens\":5,\"output_tokens\":7}}",
            2,
            base64(FIRST),
            base64(SECOND));
    assertThat(sink.images.get(0)).isEqualTo(FIRST);
    assertThat(sink.images.get(1)).isEqualTo(SECOND);
    assertThat(answer.usage().input()).isEqualTo(5);
    assertThat(answer.usage().output()).isEqualTo(7);
    assertThat(sink.largestWrite).isLessThanOrEqualTo(64 * 1024);
    assertThat(sink.leftOpen).isZero();
  }

  @Test
  void aRevisedPromptBehindItsImageIsToldBeforeTheImageIsComplete() throws IOException {
    read(
        "{\"data\":[{\"b64_json\":\"@\",\"x\":{\"b64_json\":[1]},\"revised_prompt\":\"dusk\"}]}",
        1,
        base64(SECOND));
    assertThat(sink.steps).containsSubsequence("revised 0", "complete 0");
    assertThat(sink.images).containsOnlyKeys(0);
  }

  @Test
  void anImageOfWrongBase64IsLeftOutAndTheOthersAreKept() throws IOException {
    read("{\"data\":[{\"b64_json\":\"AAAA*~*~AAAA\"},{\"b64_json\":\"@\"}]}", 2, base64(SECOND));
    assertThat(sink.images).containsOnlyKeys(1);
    assertThat(sink.leftOpen).isZero();
  }

  @Test
  void ofAnImageOfWrongBase64ItIsToldWhyItIsMissing() throws IOException {
    read("{\"data\":[{\"b64_json\":\"AAAA*~*~AAAA\"},{\"b64_json\":null}]}", 2);
    assertThat(sink.missing).isEqualTo(Map.of(0, "its base64 is wrong"));
  }

  @Test
  void aUsageOfNothingIsNoneRatherThanOneThatCostsNothing() throws IOException {
    ImageAnswer answer =
        read("{\"data\":[{\"b64_json\":\"@\"}],\"usage\":null}", 1, base64(SECOND));
    assertThat(answer.usage()).isNull();
  }

  @Test
  void anAnswerWithATextThatIsTooLongToHoldCameAllTheSame() throws IOException {
    read(
        "{\"data\":[{\"b64_json\":\"@\"},{\"url\":\"data:image/png;base64,@\"}]}",
        2,
        base64(SECOND),
        base64(bytes(3, 200_000)));
    assertThat(sink.images).containsOnlyKeys(0);
    assertThat(sink.missing).containsOnlyKeys(1);
    assertThat(sink.missing.get(1)).contains("cannot be read");
    assertThat(sink.leftOpen).isZero();
  }

  @Test
  void numbersThatJsonDoesNotHaveSpoilNoAnswer() throws IOException {
    read("{\"created\":NaN,\"data\":[{\"b64_json\":\"@\"}],\"x\":-Infinity}", 1, base64(SECOND));
    assertThat(sink.images.get(0)).isEqualTo(SECOND);
  }

  @Test
  void base64WithoutPaddingIsTaken() throws IOException {
    read(
        "{\"data\":[{\"b64_json\":\"@\"}]}",
        1,
        Base64.getEncoder().withoutPadding().encodeToString(SECOND));
    assertThat(sink.images.get(0)).isEqualTo(SECOND);
  }

  @Test
  void whatIsUnknownIsPassedOver() throws IOException {
    read(
        "{\"x\":[{\"data\":[{\"b64_json\":\"AAAA\"}]}],\"data\":[null,7,{\"y\":{\"url\":\"z\"},"
            + "\"b64_json\":\"@\"},{\"b64_json\":\"AAAA\"}],\"usage\":null,\"error\":null}",
        3,
        base64(SECOND));
    assertThat(sink.images).containsOnlyKeys(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"data\":[]}", "{\"data\":null}", "{\"data\":[{}]}"})
  void anAnswerWithoutImagesIsACompleteOne(String text) throws IOException {
    read(text, 1);
    assertThat(sink.steps).isEmpty();
  }

  @Test
  void linksAreKeptUnlessTheImageItselfCame() throws IOException {
    ImageAnswer answer =
        read(
            "{\"data\":[{\"url\":\"http://a\",\"b64_json\":\"@\"},{\"b64_json\":\"@\",\"url\":"
                + "\"http://b\"},{\"b64_json\":null,\"url\":\"http://c\"}]}",
            3,
            base64(SECOND),
            base64(FIRST));
    assertThat(answer.links()).isEqualTo(Map.of(2, "http://c"));
  }

  @Test
  void anErrorInTheDressOfASuccessIsTold() throws IOException {
    ImageAnswer answer =
        read("{\"error\":{\"code\":\"moderation_blocked\",\"message\":\"no\",\"param\":{}}}", 1);
    assertThat(answer.error()).isEqualTo(new ApiError("moderation_blocked", "", "no", true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "   ", "[]", "7", "<html>", "{\"data\":[{\"b64_json\":\"AAAA"})
  void whatIsNoWholeObjectIsAFailure(String text) {
    assertThatThrownBy(() -> read(text, 1)).isInstanceOf(IOException.class);
    assertThat(sink.images).isEmpty();
  }

  @Test
  void anAnswerCutAnywhereFailsAndGivesNoImageThatIsNotWhole() {
    String whole =
        "{\"data\":[{\"b64_json\":\"" + base64(SECOND) + "\",\"revised_prompt\":\"dusk\"}]}";
    for (int length = 0; length < whole.length(); length++) {
      String cut = whole.substring(0, length);
      KeptSink kept = new KeptSink();
      assertThatThrownBy(() -> new JsonAnswer(kept, 1).read(Trickle.of(cut, 3)))
          .as(cut)
          .isInstanceOf(IOException.class);
      kept.images.values().forEach(image -> assertThat(image).isEqualTo(SECOND));
      assertThat(kept.leftOpen).isZero();
    }
  }

  @Test
  void anImageThatCameWholeIsKeptThoughTheAnswerBreaksOffBehindIt() {
    assertThatThrownBy(() -> read("{\"data\":[{\"b64_json\":\"@\",\"revis", 1, base64(SECOND)))
        .isInstanceOf(IOException.class);
    assertThat(sink.images).containsOnlyKeys(0);
  }

  private ImageAnswer read(String form, int count, String... images) throws IOException {
    return readIn(8_192, form, count, images);
  }

  private ImageAnswer readIn(int piece, String form, int count, String... images)
      throws IOException {
    JsonAnswer answer = new JsonAnswer(sink, count);
    String text = form;
    for (String image : images) {
      text = text.replaceFirst("@", image);
    }
    answer.read(Trickle.of(text, piece));
    return answer;
  }

  static byte[] bytes(int seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
