package org.imageorders.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventAnswerTest {

  private static final byte[] PREVIEW = JsonAnswerTest.bytes(1, 50_000);
  private static final byte[] SECOND_PREVIEW = JsonAnswerTest.bytes(2, 9);
  private static final byte[] IMAGE = JsonAnswerTest.bytes(3, 100_000);
  private static final byte[] SECOND_IMAGE = JsonAnswerTest.bytes(4, 12);
  private static final String USAGE = "\"usage\":{\"input_tokens\":2,\"output_tokens\":3}";

  private final KeptSink sink = new KeptSink();

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 8_192})
  void previewsAndTheImageComeWholeHoweverTheStreamIsCutIntoPieces(int piece) throws IOException {
    String stream = preview(0, PREVIEW) + preview(1, SECOND_PREVIEW) + completed(IMAGE);
    ImageAnswer answer = read(stream, 1, 2, piece);
    assertThat(sink.previews.get(0)).containsExactly(PREVIEW, SECOND_PREVIEW);
    assertThat(sink.images.get(0)).isEqualTo(IMAGE);
    assertThat(answer.usage().output()).isEqualTo(3);
    assertThat(sink.leftOpen).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void linesEndAsTheyLike(String end) throws IOException {
    String stream = "\uFEFF: hello\n\n" + preview(0, PREVIEW) + completed(IMAGE);
    read(stream.replace("\n", end), 1, 1, 1);
    assertThat(sink.images.get(0)).isEqualTo(IMAGE);
    assertThat(sink.previews.get(0)).containsExactly(PREVIEW);
  }

  @Test
  void dataOverSeveralLinesIsJoined() throws IOException {
    String data = event("image_generation.completed", "\"b64_json\":\"" + b64(IMAGE) + "\"");
    read(data.replace(",", ",\nid: 7\n: note\ndata:"), 1, 0, 3);
    assertThat(sink.images.get(0)).isEqualTo(IMAGE);
  }

  @Test
  void theKindMayStandBehindTheImageAndNowhereElse() throws IOException {
    read(
        "data: {\"b64_json\":\"%s\",\"type\":\"image_generation.partial_image\"}\n\n"
                .formatted(b64(PREVIEW))
            + "data: {\"b64_json\":\"%s\",\"type\":\"image_edit.completed\"}\n\n"
                .formatted(b64(IMAGE)),
        1,
        1);
    assertThat(sink.images.get(0)).isEqualTo(IMAGE);
    assertThat(sink.previews).isEmpty(); // it was too large to be held until its kind was known
    assertThat(sink.leftOpen).isZero();
  }

  @Test
  void theKindMayStandInTheEventsNameAlone() throws IOException {
    read(
        "event:image_generation.completed\ndata:{\"b64_json\":\"%s\"}\n\n".formatted(b64(IMAGE)),
        1,
        0);
    assertThat(sink.images.get(0)).isEqualTo(IMAGE);
  }

  @Test
  void duplicatesAreTakenOnce() throws IOException {
    String stream =
        preview(0, PREVIEW).repeat(2) + completed(IMAGE).repeat(2) + completed(SECOND_IMAGE);
    ImageAnswer answer = read(stream, 2, 2);
    assertThat(sink.previews.get(0)).containsExactly(PREVIEW);
    assertThat(sink.images.get(0)).isEqualTo(IMAGE);
    assertThat(sink.images.get(1)).isEqualTo(SECOND_IMAGE);
    assertThat(answer.usage().output()).isEqualTo(6);
  }

  @Test
  void previewsThatComeLateOrUnaskedAreLeftOut() throws IOException {
    String stream =
        preview(1, PREVIEW)
            + preview(0, SECOND_PREVIEW)
            + completed(IMAGE)
            + preview(0, SECOND_PREVIEW);
    read(stream, 1, 3);
    assertThat(sink.previews.get(0)).containsExactly(PREVIEW);

    KeptSink modest = new KeptSink();
    new EventAnswer(modest, 1, 1)
        .read(Trickle.of(preview(0, PREVIEW) + preview(1, PREVIEW) + completed(IMAGE), 99));
    assertThat(modest.previews.get(0)).hasSize(1);
  }

  @Test
  void previewsWithoutANumberAreTakenInTheirOrder() throws IOException {
    String preview =
        event("image_edit.partial_image", "\"b64_json\":\"" + b64(SECOND_PREVIEW) + "\"");
    read(preview.repeat(2) + completed(IMAGE), 1, 2);
    assertThat(sink.previews.get(0)).hasSize(2);
  }

  @Test
  void unknownEventsAndUnknownFieldsArePassedOver() throws IOException {
    String stream =
        "retry: 5000\nevent: ping\ndata: not json\n\ndata: [DONE]\n\ndata\n\n"
            + event("image_generation.progress", "\"b64_json\":\"" + b64(PREVIEW) + "\"")
            + "event: image_generation.completed\ndata: {broken\n\n"
            + event(
                "image_generation.completed",
                "\"x\":{\"b64_json\":[\"AAAA\"]},\"b64_json\":\"" + b64(IMAGE) + "\",\"y\":[]");
    read(stream, 1, 1);
    assertThat(sink.images.get(0)).isEqualTo(IMAGE);
  }

  @Test
  void anErrorEndsTheStreamAndIsTold() throws IOException {
    for (String error :
        List.of(
            "\"error\":{\"type\":\"server_error\",\"code\":\"broken\",\"message\":\"sorry\"}",
            "\"code\":\"broken\",\"message\":\"sorry\"")) {
      ImageAnswer answer = read(event("error", error) + completed(IMAGE), 1, 0);
      assertThat(answer.error().code()).isEqualTo("broken");
      assertThat(answer.error().message()).isEqualTo("sorry");
      assertThat(sink.images).isEmpty();
    }
  }

  @Test
  void anImageThatIsSaidToBeCompleteIsPaidForAlthoughItsBase64IsWrong() throws IOException {
    String wrong = event("image_generation.completed", "\"b64_json\":\"AA*~\"," + USAGE);
    ImageAnswer answer = read(wrong + preview(0, PREVIEW) + completed(IMAGE), 2, 1);
    assertThat(sink.missing).containsOnlyKeys(0);
    assertThat(sink.images).containsOnlyKeys(1);
    assertThat(sink.previews).containsOnlyKeys(1);
    assertThat(answer.usage().output()).isEqualTo(6);
    assertThat(sink.leftOpen).isZero();
  }

  @Test
  void anEventWithAUsageOfNothingLeavesTheCostOpen() throws IOException {
    String silent = completed(IMAGE).replace(USAGE, "\"usage\":null");
    assertThat(read(silent + completed(SECOND_IMAGE), 2, 0).usage()).isNull();
  }

  @Test
  void theStreamNeedNotEndBehindTheLastImage() throws IOException {
    read(completed(IMAGE) + "data: {\"never", 1, 0);
    assertThat(sink.images).containsOnlyKeys(0);
  }

  @Test
  void aStreamCutAnywhereFailsAndGivesNoImageThatIsNotWhole() {
    String whole = preview(0, SECOND_PREVIEW) + completed(SECOND_IMAGE);
    int imageEnd = whole.indexOf(b64(SECOND_IMAGE)) + b64(SECOND_IMAGE).length();
    for (int length = 0; length <= imageEnd; length++) {
      String cut = whole.substring(0, length);
      KeptSink kept = new KeptSink();
      assertThatThrownBy(() -> new EventAnswer(kept, 1, 1).read(Trickle.of(cut, 3)))
          .as(cut)
          .isInstanceOf(IOException.class);
      assertThat(kept.images).isEmpty();
      assertThat(kept.leftOpen).isZero();
    }
  }

  private ImageAnswer read(String stream, int count, int previews) throws IOException {
    return read(stream, count, previews, 8_192);
  }

  private ImageAnswer read(String stream, int count, int previews, int piece) throws IOException {
    EventAnswer answer = new EventAnswer(sink, count, previews);
    answer.read(Trickle.of(stream, piece));
    return answer;
  }

  private static String preview(int number, byte[] bytes) {
    return event(
        "image_generation.partial_image",
        "\"b64_json\":\"" + b64(bytes) + "\",\"partial_image_index\":" + number);
  }

  private static String completed(byte[] bytes) {
    return event("image_generation.completed", "\"b64_json\":\"" + b64(bytes) + "\"," + USAGE);
  }

  private static String event(String type, String fields) {
    return "event: " + type + "\ndata: {\"type\":\"" + type + "\"," + fields + "}\n\n";
  }

  private static String b64(byte[] bytes) {
    return JsonAnswerTest.base64(bytes);
  }
}
