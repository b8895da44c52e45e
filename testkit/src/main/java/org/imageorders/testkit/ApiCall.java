package org.imageorders.testkit;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.imageorders.Money;
import org.imageorders.testkit.http.Exchange;

/**
 * A call as a {@link FakeImageApi} sees it: what was asked for, what was answered, and what it
 * cost. It changes until the call {@linkplain #isOver is over}. Thread-safe.
 */
public final class ApiCall {

  /**
   * A file that came with an edit.
   *
   * @param field the field's name, such as {@code image[]} or {@code mask}
   * @param fileName empty if there was none
   * @param mediaType the content type that was told; empty if there was none
   * @param bytes its length
   * @param sha256 its check sum, in hexadecimal
   */
  public record Upload(
      String field, String fileName, String mediaType, long bytes, String sha256) {}

  private final int number;
  private final Instant arrived;
  private final String path;
  private final Map<String, String> headers;
  private final Fault fault;
  private Map<String, String> fields = Map.of();
  private List<Upload> uploads = List.of();
  private OptionalInt status = OptionalInt.empty();
  private int drawn;
  private Money charged;
  private boolean decided;
  private boolean over;
  private boolean answered;
  private OptionalLong clientLeft = OptionalLong.empty();

  ApiCall(int number, Instant arrived, Exchange exchange, Fault fault, Money nothing) {
    this.number = number;
    this.arrived = arrived;
    this.path = exchange.path();
    this.headers = exchange.headers();
    this.fault = fault;
    this.charged = nothing;
  }

  /** 1 for the first call that was seen. */
  public int number() {
    return number;
  }

  /** When its header had come, by the API's clock. */
  public Instant arrived() {
    return arrived;
  }

  /** The path, such as {@code /v1/images/edits}. */
  public String path() {
    return path;
  }

  /** The attempt that it belongs to: the header {@code X-Client-Request-Id}. */
  public Optional<String> attempt() {
    return header("X-Client-Request-Id");
  }

  /** The value of a header, by its name in any case. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  /** The parameters as they came, values of JSON as its text; empty until the body was read. */
  public synchronized Map<String, String> fields() {
    return fields;
  }

  /** The files of an edit; empty until the body was read. */
  public synchronized List<Upload> uploads() {
    return uploads;
  }

  /** What goes wrong with it; {@code none} if nothing does. */
  public Fault fault() {
    return fault;
  }

  /** The status that was sent; empty if none was, or not yet. */
  public synchronized OptionalInt status() {
    return status;
  }

  /** How many images were drawn, whether they arrived or not. */
  public synchronized int imagesDrawn() {
    return drawn;
  }

  /** What was charged for them, whether they arrived or not. */
  public synchronized Money charged() {
    return charged;
  }

  /** Whether it was refused, or drawn and charged; what happens afterwards is its answer. */
  public synchronized boolean isDecided() {
    return decided;
  }

  /** Whether its answer was sent, or broken off by either side. */
  public synchronized boolean isOver() {
    return over;
  }

  /** Whether its answer was sent to the end. */
  public synchronized boolean isAnswered() {
    return answered;
  }

  /**
   * When the client was found to have closed the connection before the answer's end, by {@link
   * System#nanoTime}: at once if the API waits, and else with the next bytes that it sends. Empty
   * if the client stayed.
   */
  public synchronized OptionalLong clientLeftNanos() {
    return clientLeft;
  }

  synchronized void asked(Map<String, String> parameters, List<Upload> files) {
    fields = parameters;
    uploads = files;
  }

  synchronized void drew(int images, Money cost) {
    drawn = images;
    charged = cost;
  }

  synchronized void decide() {
    decided = true;
  }

  synchronized void told(int what) {
    status = OptionalInt.of(what);
  }

  synchronized void end(boolean whole) {
    decided = true;
    over = true;
    answered = whole;
  }

  synchronized void leave(long nanos) {
    clientLeft = OptionalLong.of(nanos);
  }

  /** One line, without the prompt: {@code call 3 of attempt-1: 200, 4 images, 0.212 USD}. */
  @Override
  public synchronized String toString() {
    return "call "
        + number
        + attempt().map(id -> " of " + id).orElse("")
        + ": "
        + path
        + ", "
        + (status.isPresent() ? Integer.toString(status.getAsInt()) : "no status")
        + ", "
        + drawn
        + " images, "
        + charged
        + (fault.kind == Fault.Kind.NONE ? "" : ", fault: " + fault)
        + (clientLeft.isPresent() ? ", the client left" : "");
  }
}
