package org.imageorders.testkit;

import java.time.Duration;
import java.util.function.Consumer;
import org.imageorders.ErrorCode;
import org.imageorders.Failure;
import org.imageorders.provider.RateLimit;
import org.imageorders.provider.Submission;
import org.imageorders.provider.Usage;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link ScriptedProvider} does with a call: it waits, shows the previews that the spec asks
 * for, gives images, and comes to an end. Each method returns a changed copy.
 *
 * <pre>{@code
 * Answer.images().bytes(50_000_000).slowly(Duration.ofMillis(10))
 * Answer.images(2).thenVanish()
 * Answer.fail(Submission.REJECTED, ErrorCode.RATE_LIMITED).retryAfter(Duration.ofSeconds(90))
 * }</pre>
 *
 * <p>Immutable.
 */
public final class Answer {

  /** What is wrong with the images. */
  enum Flaw {
    NONE,
    TRUNCATED,
    WRONG_PIXELS,
    NOT_AN_IMAGE
  }

  /** How a call ends after its images. */
  enum Ending {
    RETURN,
    HANG,
    FAIL,
    CRASH
  }

  int images = Integer.MAX_VALUE;
  boolean hangsFirst;
  Flaw flaw = Flaw.NONE;
  long bytes;
  boolean credentials;
  Duration delay = Duration.ZERO;
  Duration pace = Duration.ZERO;
  @Nullable String revisedPrompt;
  @Nullable String missing;
  @Nullable String model;
  boolean reportsUsage = true;
  @Nullable Usage usage;
  @Nullable RateLimit rateLimit;
  Ending ending = Ending.RETURN;
  Submission submission = Submission.UNKNOWN;
  Failure failure =
      new Failure(
          ErrorCode.PROVIDER_UNAVAILABLE, "the connection was lost after the call was sent");
  @Nullable Duration retryAfter;
  @Nullable RuntimeException fault;

  private Answer() {}

  /**
   * All the images that the call asks for: small valid PNGs of the pixels asked for, of a colour
   * for each place.
   */
  public static Answer images() {
    return new Answer();
  }

  /** So many images at most; the rest is missing. */
  public static Answer images(int most) {
    Answer answer = new Answer();
    answer.images = most;
    return answer;
  }

  /** No image: a failure that says how far the call got. */
  public static Answer fail(Submission submission, ErrorCode code) {
    return images(0).thenFail(submission, code);
  }

  /** No image: the call is taken and paid for, and then the connection is lost. */
  public static Answer vanish() {
    return images(0).thenVanish();
  }

  /**
   * Previews, and then nothing until {@link ScriptedProvider#release()}, which brings the images,
   * or an interrupt.
   */
  public static Answer hang() {
    Answer answer = new Answer();
    answer.hangsFirst = true;
    return answer;
  }

  /** No image: a fault of the provider itself, an exception that it must not throw. */
  public static Answer crash(RuntimeException fault) {
    Answer answer = images(0);
    answer.ending = Ending.CRASH;
    answer.fault = fault;
    return answer;
  }

  /** After the images, nothing until {@link ScriptedProvider#release()} or an interrupt. */
  public Answer thenHang() {
    return with(copy -> copy.ending = Ending.HANG);
  }

  /** After the images, a failure. */
  public Answer thenFail(Submission how, ErrorCode code) {
    return with(
        copy -> {
          copy.ending = Ending.FAIL;
          copy.submission = how;
          copy.failure = new Failure(code, "scripted to fail with " + code);
        });
  }

  /** After the images, the connection is lost; all the images asked for are paid for. */
  public Answer thenVanish() {
    return with(
        copy -> {
          copy.ending = Ending.FAIL;
          copy.submission = Submission.UNKNOWN;
        });
  }

  /** Fails with this message. */
  public Answer message(String text) {
    return with(copy -> copy.failure = new Failure(failure.code(), text));
  }

  /** Fails and asks for a pause. */
  public Answer retryAfter(Duration pause) {
    return with(copy -> copy.retryAfter = pause);
  }

  /** Images that end too early, and are called whole. */
  public Answer truncated() {
    return flawed(Flaw.TRUNCATED);
  }

  /** Images one pixel wider than asked for. */
  public Answer wrongPixels() {
    return flawed(Flaw.WRONG_PIXELS);
  }

  /** Text in place of images. */
  public Answer notAnImage() {
    return flawed(Flaw.NOT_AN_IMAGE);
  }

  /** Images of so many bytes each, or as few more as a PNG needs. They are never held whole. */
  public Answer bytes(long length) {
    return with(copy -> copy.bytes = length);
  }

  /** Images that carry a chunk such as content credentials (C2PA) come in. */
  public Answer contentCredentials() {
    return with(copy -> copy.credentials = true);
  }

  /** Begins after a while, by the provider's {@link ScriptedProvider.Script#pauses pauses}. */
  public Answer after(Duration wait) {
    return with(copy -> copy.delay = wait);
  }

  /** Pauses before each piece of an image or preview: each 8 KiB, two pieces at least. */
  public Answer slowly(Duration eachPiece) {
    return with(copy -> copy.pace = eachPiece);
  }

  /** Tells a revised prompt with each image. */
  public Answer revisedPrompt(String text) {
    return with(copy -> copy.revisedPrompt = text);
  }

  /** Tells why the images that were asked for and are not given are missing. */
  public Answer missing(String why) {
    return with(copy -> copy.missing = why);
  }

  /** Tells which model draws. */
  public Answer model(String name) {
    return with(copy -> copy.model = name);
  }

  /** Tells this usage; unless set, no tokens and what the provider charged. */
  public Answer usage(Usage told) {
    return with(
        copy -> {
          copy.usage = told;
          copy.reportsUsage = true;
        });
  }

  /** Tells no usage. */
  public Answer withoutUsage() {
    return with(copy -> copy.reportsUsage = false);
  }

  /** Tells about the provider's limits, whether the call succeeds or not. */
  public Answer rateLimit(RateLimit reading) {
    return with(copy -> copy.rateLimit = reading);
  }

  /** How many of the images asked for are paid for. */
  int chargedFor(int asked) {
    if (hangsFirst || (ending == Ending.FAIL && submission == Submission.UNKNOWN)) {
      return asked;
    }
    return Math.min(images, asked);
  }

  private Answer flawed(Flaw what) {
    return with(copy -> copy.flaw = what);
  }

  private Answer with(Consumer<Answer> change) {
    Answer copy = new Answer();
    copy.images = images;
    copy.hangsFirst = hangsFirst;
    copy.flaw = flaw;
    copy.bytes = bytes;
    copy.credentials = credentials;
    copy.delay = delay;
    copy.pace = pace;
    copy.revisedPrompt = revisedPrompt;
    copy.missing = missing;
    copy.model = model;
    copy.reportsUsage = reportsUsage;
    copy.usage = usage;
    copy.rateLimit = rateLimit;
    copy.ending = ending;
    copy.submission = submission;
    copy.failure = failure;
    copy.retryAfter = retryAfter;
    copy.fault = fault;
    change.accept(copy);
    return copy;
  }
}
