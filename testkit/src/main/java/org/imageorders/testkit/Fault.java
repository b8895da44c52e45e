package org.imageorders.testkit;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link FakeImageApi} does wrong with one call. Each fault has a name; {@link #menu} has
 * all of them, with usual parameters.
 *
 * <pre>{@code
 * api.next(Fault.resetBeforeHeaders());
 * api.next(Fault.none(), Fault.rateLimited(Duration.ofSeconds(30)), Fault.status(504).afterDrawing());
 * }</pre>
 *
 * <p>Unless a fault's description says otherwise, the images are drawn and charged first: what goes
 * wrong is the answer. Faults of the answer's content need a request that is valid and within the
 * limits; another one is refused as ever. Those of streaming leave an answer in one piece as it is.
 *
 * <p>Immutable.
 */
public final class Fault {

  enum Kind {
    NONE,
    RESET_BEFORE_BODY,
    RESET_BEFORE_HEADERS,
    CLOSE_BEFORE_HEADERS,
    STALL_BEFORE_HEADERS,
    RESET_AFTER_HEADERS,
    RESET_IN_BASE64,
    CLOSE_IN_BASE64,
    STALL_IN_BASE64,
    RESET_AFTER_LAST_BYTE,
    RESET_AFTER_ANSWER,
    TRICKLE,
    TRUNCATED_JSON,
    WRONG_BASE64,
    NOT_AN_IMAGE,
    TRUNCATED_IMAGE,
    WRONG_PIXELS,
    GIGANTIC,
    WRONG_LENGTH,
    WITHOUT_DATA,
    EMPTY_DATA,
    FEWER_IMAGES,
    WITHOUT_USAGE,
    UNKNOWN_FIELDS,
    UNKNOWN_VALUES,
    UNKNOWN_EVENTS,
    DUPLICATED_EVENTS,
    INTERLEAVED_EVENTS,
    ERROR_EVENT,
    LINK,
    STATUS
  }

  /** The longest that a stall lasts by itself. */
  static final Duration FOR_GOOD = Duration.ofDays(1);

  final Kind kind;
  final String name;
  Duration duration = Duration.ZERO;
  long amount;
  int status;
  String contentType = "application/json";
  String body = "";
  @Nullable URI link;
  @Nullable Duration retryAfter;
  private boolean draws;

  private Fault(Kind kind, String name) {
    this.kind = kind;
    this.name = name;
    this.draws = kind != Kind.RESET_BEFORE_BODY && kind != Kind.STATUS;
  }

  /** Nothing is wrong: a place in a row of faults. */
  public static Fault none() {
    return new Fault(Kind.NONE, "none");
  }

  /** A reset (RST) when the header has come, before the body is read. Nothing is drawn. */
  public static Fault resetBeforeBody() {
    return new Fault(Kind.RESET_BEFORE_BODY, "reset before body");
  }

  /** A reset (RST) in place of an answer. */
  public static Fault resetBeforeHeaders() {
    return new Fault(Kind.RESET_BEFORE_HEADERS, "reset before headers");
  }

  /** The connection is closed in the usual way (FIN), without an answer. */
  public static Fault closeBeforeHeaders() {
    return new Fault(Kind.CLOSE_BEFORE_HEADERS, "close before headers");
  }

  /** Nothing comes until the client gives up, or {@link FakeImageApi#release()}. */
  public static Fault stall() {
    return stall(FOR_GOOD);
  }

  /** Nothing comes for a while, then the answer. */
  public static Fault stall(Duration time) {
    return with(Kind.STALL_BEFORE_HEADERS, "stall", fault -> fault.duration = time);
  }

  /** Headers of success, and a reset (RST). */
  public static Fault resetAfterHeaders() {
    return new Fault(Kind.RESET_AFTER_HEADERS, "reset after headers");
  }

  /** A reset (RST) in the middle of the last image; those before it have come whole. */
  public static Fault resetInBase64() {
    return new Fault(Kind.RESET_IN_BASE64, "reset in base64");
  }

  /** The connection is closed (FIN) in the middle of the last image. */
  public static Fault closeInBase64() {
    return new Fault(Kind.CLOSE_IN_BASE64, "close in base64");
  }

  /**
   * Nothing more comes from the middle of the last image on, until the client gives up or {@link
   * FakeImageApi#release()}.
   */
  public static Fault stallInBase64() {
    return with(Kind.STALL_IN_BASE64, "stall in base64", fault -> fault.duration = FOR_GOOD);
  }

  /** The content comes to its last byte, but the answer's end does not: a reset (RST). */
  public static Fault resetAfterLastByte() {
    return new Fault(Kind.RESET_AFTER_LAST_BYTE, "reset after last byte");
  }

  /** The whole answer, and a reset (RST) of the connection that a client would use again. */
  public static Fault resetAfterAnswer() {
    return new Fault(Kind.RESET_AFTER_ANSWER, "reset after answer");
  }

  /** The content comes in pieces, each after a pause. */
  public static Fault trickle(int bytes, Duration pause) {
    if (bytes < 1) {
      throw new IllegalArgumentException("pieces have at least 1 byte, not " + bytes);
    }
    return with(
        Kind.TRICKLE,
        "trickle",
        fault -> {
          fault.amount = bytes;
          fault.duration = pause;
        });
  }

  /** Whole for HTTP, but the JSON ends in the middle of the last image. */
  public static Fault truncatedJson() {
    return new Fault(Kind.TRUNCATED_JSON, "truncated JSON");
  }

  /** Characters in the last image that are not of base64. */
  public static Fault wrongBase64() {
    return new Fault(Kind.WRONG_BASE64, "wrong base64");
  }

  /** The last image is a page of HTML in good base64. */
  public static Fault notAnImage() {
    return new Fault(Kind.NOT_AN_IMAGE, "not an image");
  }

  /** The last image lacks its second half, in good base64. */
  public static Fault truncatedImage() {
    return new Fault(Kind.TRUNCATED_IMAGE, "truncated image");
  }

  /** The last image is one pixel wider than asked for. */
  public static Fault wrongPixels() {
    return new Fault(Kind.WRONG_PIXELS, "wrong pixels");
  }

  /** The last image has so many bytes, and is valid. */
  public static Fault gigantic(long bytes) {
    return with(Kind.GIGANTIC, "gigantic", fault -> fault.amount = bytes);
  }

  /** A Content-Length that is so much above, or below, the real one; then the connection closes. */
  public static Fault wrongLength(long difference) {
    return with(
        Kind.WRONG_LENGTH,
        difference > 0 ? "length too long" : "length too short",
        fault -> fault.amount = difference);
  }

  /** Success without {@code data}; of a stream, its end without any event. */
  public static Fault withoutData() {
    return new Fault(Kind.WITHOUT_DATA, "without data");
  }

  /** Success with {@code data} that is empty; of a stream, its end without any event. */
  public static Fault emptyData() {
    return new Fault(Kind.EMPTY_DATA, "empty data");
  }

  /** The last image is missing, not drawn and not charged. */
  public static Fault fewerImages() {
    return new Fault(Kind.FEWER_IMAGES, "fewer images");
  }

  /** No {@code usage}. */
  public static Fault withoutUsage() {
    return new Fault(Kind.WITHOUT_USAGE, "without usage");
  }

  /** Fields that no documentation has, in every object. */
  public static Fault unknownFields() {
    return new Fault(Kind.UNKNOWN_FIELDS, "unknown fields");
  }

  /** Values that no documentation has, of quality and background. */
  public static Fault unknownValues() {
    return new Fault(Kind.UNKNOWN_VALUES, "unknown values");
  }

  /** Events of a type that no documentation has, and comments, between those of a stream. */
  public static Fault unknownEvents() {
    return new Fault(Kind.UNKNOWN_EVENTS, "unknown events");
  }

  /** Every event of a stream comes twice. */
  public static Fault duplicatedEvents() {
    return new Fault(Kind.DUPLICATED_EVENTS, "duplicated events");
  }

  /**
   * The previews of a stream come last first, those of all images in turn, and the first previews
   * only after the images.
   */
  public static Fault interleavedEvents() {
    return new Fault(Kind.INTERLEAVED_EVENTS, "interleaved events");
  }

  /** A stream ends with an event {@code error} in place of the last image. */
  public static Fault errorEvent() {
    return new Fault(Kind.ERROR_EVENT, "error event");
  }

  /** In place of base64, each image is this link, whatever is there. */
  public static Fault link(URI url) {
    return with(Kind.LINK, "link", fault -> fault.link = url);
  }

  /**
   * An error with OpenAI's usual body for this status; nothing is drawn, unless {@link
   * #afterDrawing}. For 429, that is a rate limit without a word about when it ends.
   *
   * @throws IllegalArgumentException if the status is not one of errors, 400 to 599
   */
  public static Fault status(int status) {
    return refusing(Integer.toString(status), ErrorBody.ofStatus(status));
  }

  /** 429 for the rate, with {@code Retry-After} and {@code retry-after-ms}. Nothing is drawn. */
  public static Fault rateLimited(Duration retryAfter) {
    Fault fault = refusing("rate limited", ErrorBody.ofStatus(429));
    fault.retryAfter = retryAfter;
    return fault;
  }

  /** 429 because the money is used up, which no waiting mends. Nothing is drawn. */
  public static Fault quotaExceeded() {
    return refusing("quota exceeded", ErrorBody.quota());
  }

  /** 400 because the prompt is not allowed, with the category, such as violence. */
  public static Fault moderated(String category) {
    return refusing("moderated", ErrorBody.moderated(category));
  }

  /** A page of HTML with this status, as of a gateway. Nothing is drawn. */
  public static Fault htmlPage(int status) {
    return with(
        Kind.STATUS,
        "HTML page with " + status,
        fault -> {
          fault.status = status;
          fault.contentType = "text/html";
          fault.body = ErrorBody.HTML_PAGE;
        });
  }

  /** A redirect with this status, 301 to 308. Nothing is drawn. */
  public static Fault redirect(int status, URI location) {
    return with(
        Kind.STATUS,
        "redirect",
        fault -> {
          fault.status = status;
          fault.link = location;
        });
  }

  /**
   * Every fault, with usual parameters, under names that differ: the menu of a test that is driven
   * by a table.
   */
  public static List<Fault> menu() {
    return FaultMenu.ALL;
  }

  /**
   * The same error, but only after the images were drawn and charged, as of a gateway.
   *
   * @throws IllegalStateException if the fault is not one of a status
   */
  public Fault afterDrawing() {
    if (kind != Kind.STATUS) {
      throw new IllegalStateException("'" + name + "' is not an error of a status");
    }
    Fault copy = new Fault(kind, name + " after drawing");
    copy.duration = duration;
    copy.amount = amount;
    copy.status = status;
    copy.contentType = contentType;
    copy.body = body;
    copy.link = link;
    copy.retryAfter = retryAfter;
    copy.draws = true;
    return copy;
  }

  /** What a person calls it, such as {@code reset in base64}. */
  public String name() {
    return name;
  }

  /** The status that the client is told; empty if it may be told 200. */
  public OptionalInt status() {
    return kind == Kind.STATUS ? OptionalInt.of(status) : OptionalInt.empty();
  }

  /** Whether the images are drawn, and charged. */
  public boolean draws() {
    return draws;
  }

  /** The name. */
  @Override
  public String toString() {
    return name;
  }

  private static Fault refusing(String name, ErrorBody error) {
    return with(
        Kind.STATUS,
        name,
        fault -> {
          fault.status = error.status();
          fault.body = error.json();
        });
  }

  private static Fault with(Kind kind, String name, Consumer<Fault> change) {
    Fault fault = new Fault(kind, name);
    change.accept(fault);
    return fault;
  }
}
