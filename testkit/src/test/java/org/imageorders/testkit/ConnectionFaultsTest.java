package org.imageorders.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.imageorders.Money;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the faults of the connection do on the wire, and that every fault ends. */
class ConnectionFaultsTest {

  private static final String TWO = "{\"prompt\":\"a lighthouse\",\"n\":2}";
  private static final Money EACH = Money.usd("0.1");

  private final FakeImageApi api =
      FakeImageApi.builder().imageBytes(20_000).pricePerImage(EACH).start();
  private final ApiClient client = new ApiClient(api);

  @AfterEach
  void close() {
    api.close();
  }

  /** How a connection ended. */
  private enum End {
    CLOSED,
    RESET
  }

  /** All that came, and the end. */
  private record Heard(String text, End end) {
    static Heard all(Socket socket) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      End end = End.CLOSED;
      try (socket) {
        InputStream in = socket.getInputStream();
        for (int next = in.read(); next >= 0; next = in.read()) {
          bytes.write(next);
        }
      } catch (SocketException e) {
        end = End.RESET;
      }
      return new Heard(bytes.toString(StandardCharsets.ISO_8859_1), end);
    }

    String body() {
      return text.substring(text.indexOf("\r\n\r\n") + 4);
    }
  }

  private Heard heard(Fault fault) throws IOException {
    api.next(fault);
    return Heard.all(client.raw(TWO));
  }

  private void assertCharged(int images) throws InterruptedException {
    api.awaitIdle();
    assertThat(api.imagesDrawn()).isEqualTo(images);
    assertThat(api.charged()).isEqualTo(EACH.times(images));
  }

  @Test
  void aPortThatIsClosedRefusesUntilItIsOpenedAgain() throws Exception {
    api.refuseConnections();
    assertThatThrownBy(() -> client.raw(TWO)).isInstanceOf(ConnectException.class);

    api.acceptConnections();
    assertThat(client.generate(TWO).statusCode()).isEqualTo(200);
  }

  @Test
  void aRefusingPortRefuses() throws IOException {
    int port = FakeImageApi.refusingPort();

    assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port))
        .isInstanceOf(ConnectException.class);
  }

  @Test
  void aResetBeforeTheBodyDoesNotWaitForIt() throws Exception {
    api.next(Fault.resetBeforeBody());

    Heard heard = Heard.all(client.raw("", 1_000_000));

    assertThat(heard).isEqualTo(new Heard("", End.RESET));
    assertCharged(0);
  }

  @Test
  void aClientThatLeavesBeforeItsRequestIsWholeIsNotDrawnFor() throws Exception {
    client.raw("{\"prompt\"", 1_000).close();

    api.awaitClientLeft(1);

    assertThat(api.received().get(0).status()).isEmpty();
    assertCharged(0);
  }

  @Test
  void aResetBeforeTheHeadersComesAfterTheImagesWerePaidFor() throws Exception {
    assertThat(heard(Fault.resetBeforeHeaders())).isEqualTo(new Heard("", End.RESET));
    assertCharged(2);
    assertThat(api.received().get(0).status()).isEqualTo(OptionalInt.empty());
    assertThat(api.received().get(0).isAnswered()).isFalse();
  }

  @Test
  void aConnectionMayCloseBeforeTheHeaders() throws Exception {
    assertThat(heard(Fault.closeBeforeHeaders())).isEqualTo(new Heard("", End.CLOSED));
    assertCharged(2);
  }

  @Test
  void aResetAfterTheHeadersLeavesThemWhole() throws Exception {
    Heard heard = heard(Fault.resetAfterHeaders());

    assertThat(heard.text).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\n");
    assertThat(heard.end).isEqualTo(End.RESET);
    assertCharged(2);
  }

  @Test
  void aResetInBase64LetsTheFirstImageAndHalfOfTheLastCome() throws Exception {
    Heard heard = heard(Fault.resetInBase64());

    assertThat(heard.end).isEqualTo(End.RESET);
    assertThat(heard.body())
        .hasSizeBetween(38_000, 42_000)
        .containsPattern("[A-Za-z0-9+/]{20}\r\n$");
    assertCharged(2);
  }

  @Test
  void aConnectionMayCloseInBase64() throws Exception {
    Heard heard = heard(Fault.closeInBase64());

    assertThat(heard.end).isEqualTo(End.CLOSED);
    assertThat(heard.body()).hasSizeBetween(38_000, 42_000).doesNotEndWith("0\r\n\r\n");
  }

  @Test
  void aResetAfterTheLastByteWithholdsNothingButTheAnswersEnd() throws Exception {
    Heard heard = heard(Fault.resetAfterLastByte());

    assertThat(heard.end).isEqualTo(End.RESET);
    assertThat(heard.body()).endsWith("}}\r\n");
  }

  @Test
  void aResetAfterTheAnswerLeavesItWhole() throws Exception {
    Heard heard = heard(Fault.resetAfterAnswer());

    assertThat(heard.end).isEqualTo(End.RESET);
    assertThat(heard.body()).endsWith("}}\r\n0\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aStallThatTheClientLeavesIsSeenAtOnceAndWasPaidFor(boolean inBase64) throws Exception {
    api.next(inBase64 ? Fault.stallInBase64() : Fault.stall());
    long left;
    try (Socket socket = client.raw(TWO)) {
      api.awaitCalls(1);
      if (inBase64) {
        assertThat(socket.getInputStream().readNBytes(30_000)).hasSize(30_000);
      }
      assertThat(api.inFlight()).isEqualTo(1);
      left = System.nanoTime();
    }
    api.awaitClientLeft(1);

    ApiCall call = api.received().get(0);
    assertThat(call.clientLeftNanos().orElseThrow()).isGreaterThanOrEqualTo(left);
    assertThat(call.isAnswered()).isFalse();
    assertCharged(2);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aStallThatIsReleasedGoesOnToTheEnd(boolean inBase64) throws Exception {
    api.next(inBase64 ? Fault.stallInBase64() : Fault.stall());
    var answer = Calls.start(() -> assertThat(ApiClient.images(client.generate(TWO))).hasSize(2));
    api.awaitCalls(1);
    assertThat(answer).isNotDone();

    api.release();
    answer.join();
  }

  @Test
  void aTrickleComesPieceByPieceAndEndsWell() throws Exception {
    api.next(Fault.trickle(2_000, Duration.ofMillis(1)));

    assertThat(ApiClient.images(client.generate(TWO))).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {-100, 100})
  void aWrongLengthIsWrongByThatMuch(int difference) throws Exception {
    Heard heard = heard(Fault.wrongLength(difference));

    assertThat(heard.end).isEqualTo(End.CLOSED);
    assertThat(heard.text)
        .contains("Content-Length: " + (heard.body().length() + difference) + "\r\n");
  }

  static List<Fault> menu() {
    return Fault.menu();
  }

  @ParameterizedTest
  @MethodSource("menu")
  void everyFaultIsOverWhenTheClientIsGoneAndTheNextCallIsWell(Fault fault) throws Exception {
    api.next(fault);
    try (Socket socket = client.raw(TWO)) {
      api.awaitCalls(1);
      assertThat(socket.isConnected()).isTrue();
    }
    api.awaitIdle();

    ApiCall call = api.received().get(0);
    assertThat(call.fault()).isSameAs(fault);
    assertThat(call.imagesDrawn() > 0).as("drawn").isEqualTo(fault.draws());
    assertThat(client.generate(TWO).statusCode()).isEqualTo(200);
  }

  @Test
  void theMenuHasNamesThatDiffer() {
    assertThat(Fault.menu()).extracting(Fault::name).doesNotHaveDuplicates();
  }

  @Test
  void aShareOfTheCallsFailsTheSameOnesEachTime() throws Exception {
    assertThat(statusesOfFifty(7)).isEqualTo(statusesOfFifty(7)).contains(200, 500);
    assertThat(statusesOfFifty(7)).isNotEqualTo(statusesOfFifty(8));
  }

  private static List<Integer> statusesOfFifty(long seed) throws Exception {
    try (FakeImageApi shaky =
        FakeImageApi.builder().seed(seed).percent(30, Fault.status(500)).start()) {
      ApiClient client = new ApiClient(shaky);
      for (int i = 0; i < 50; i++) {
        client.generateAs("attempt-" + i, "{\"prompt\":\"a lighthouse\",\"size\":\"16x16\"}");
      }
      return shaky.received().stream().map(call -> call.status().orElseThrow()).toList();
    }
  }
}
