package org.imageorders.testkit;

import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.imageorders.ErrorCode;
import org.imageorders.provider.ProviderCall;
import org.imageorders.provider.Submission;

/**
 * Steers a provider by the first word of each prompt, so that a test can do so across processes:
 *
 * <table>
 * <caption>What the first word brings</caption>
 * <tr><th>word</th><th>answer</th></tr>
 * <tr><td>{@code hang}</td><td>previews, then nothing until an interrupt</td></tr>
 * <tr><td>{@code slow}</td><td>its images, in pieces, 20 milliseconds apart</td></tr>
 * <tr><td>{@code vanish}</td><td>none: taken, paid for, and the connection lost</td></tr>
 * <tr><td>{@code vanish-once}</td><td>the same at the first call for a prompt and place, its images at the next</td></tr>
 * <tr><td>{@code fail:CODE}</td><td>none: refused with this {@link ErrorCode}</td></tr>
 * <tr><td>{@code fail-once:CODE}</td><td>the same at the first call for a prompt and place, its images at the next</td></tr>
 * <tr><td>{@code missing}</td><td>no image, and no failure either</td></tr>
 * <tr><td>{@code truncated}</td><td>images that end too early</td></tr>
 * <tr><td>{@code wrong-pixels}</td><td>images one pixel too wide</td></tr>
 * <tr><td>{@code not-an-image}</td><td>text in place of images</td></tr>
 * <tr><td>{@code revised}</td><td>its images, with a revised prompt: the prompt in upper case</td></tr>
 * <tr><td>{@code large}</td><td>its images, of 1,000,000 bytes each</td></tr>
 * <tr><td>any other</td><td>its images</td></tr>
 * </table>
 *
 * <p>Thread-safe.
 */
public final class PromptScript implements Function<ProviderCall, Answer> {

  private final Set<String> seen = ConcurrentHashMap.newKeySet();

  /** A script that has seen no prompt yet. */
  public PromptScript() {}

  @Override
  public Answer apply(ProviderCall call) {
    String prompt = call.spec().prompt();
    String[] word = prompt.split("\\s", 2)[0].split(":", 2);
    ErrorCode code = word.length == 2 ? ErrorCode.of(word[1]) : ErrorCode.PROVIDER_REFUSED;
    return switch (word[0]) {
      case "hang" -> Answer.hang();
      case "slow" -> Answer.images().slowly(Duration.ofMillis(20));
      case "vanish" -> Answer.vanish();
      case "vanish-once" -> isFirst(call) ? Answer.vanish() : Answer.images();
      case "fail" -> Answer.fail(Submission.REJECTED, code);
      case "fail-once" -> isFirst(call) ? Answer.fail(Submission.REJECTED, code) : Answer.images();
      case "missing" -> Answer.images(0);
      case "truncated" -> Answer.images().truncated();
      case "wrong-pixels" -> Answer.images().wrongPixels();
      case "not-an-image" -> Answer.images().notAnImage();
      case "revised" -> Answer.images().revisedPrompt(prompt.toUpperCase(Locale.ROOT));
      case "large" -> Answer.images().bytes(1_000_000);
      default -> Answer.images();
    };
  }

  private boolean isFirst(ProviderCall call) {
    return seen.add(call.spec().prompt() + call.places());
  }
}
