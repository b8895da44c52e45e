package org.imageorders.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.InterruptedIOException;
import java.time.Duration;
import okhttp3.Response;
import org.imageorders.ErrorCode;
import org.imageorders.provider.ProviderException;
import org.imageorders.provider.Submission;
import org.jspecify.annotations.Nullable;

/**
 * What a call's end means: whether it may have been paid for, and whether to make it again.
 *
 * <p>{@link Submission#NOT_SUBMITTED} takes that the request was never written to its end. {@link
 * Submission#REJECTED} takes an answer that says that nothing was drawn. Whatever is in doubt is
 * {@link Submission#UNKNOWN}, because a call that is wrongly taken for refused is paid twice, and a
 * call that is wrongly taken for unknown is merely not repeated as often.
 *
 * <table>
 * <caption>Answers</caption>
 * <tr><th>Answer</th><th>Submission</th><th>Code</th><th>Why</th></tr>
 * <tr><td>content or safety code, below 500 or in a 200</td><td>REJECTED</td><td>CONTENT_REFUSED
 *   </td><td>the same prompt is refused again</td></tr>
 * <tr><td>quota or billing code, below 500 or in a 200; 402</td><td>REJECTED</td>
 *   <td>QUOTA_EXHAUSTED</td><td>no waiting mends it</td></tr>
 * <tr><td>429</td><td>REJECTED</td><td>RATE_LIMITED</td><td>refused before anything is drawn
 *   </td></tr>
 * <tr><td>409</td><td>REJECTED</td><td>PROVIDER_UNAVAILABLE</td><td>the API's own word for "not now"
 *   </td></tr>
 * <tr><td>503 or 529 with an {@code error} of the API or a Retry-After</td><td>REJECTED</td>
 *   <td>PROVIDER_UNAVAILABLE</td><td>overloaded: turned away at the door</td></tr>
 * <tr><td>other 503 or 529</td><td>UNKNOWN</td><td>PROVIDER_UNAVAILABLE</td><td>a gateway says so too
 *   when it loses a generator at work</td></tr>
 * <tr><td>408</td><td>UNKNOWN</td><td>PROVIDER_UNAVAILABLE</td><td>it claims that the request was not
 *   whole, but it was sent whole</td></tr>
 * <tr><td>500, 502, 504, other 5xx</td><td>UNKNOWN</td><td>PROVIDER_UNAVAILABLE</td><td>failed while
 *   drawing, or behind a gateway that waits no longer for what is still drawn</td></tr>
 * <tr><td>3xx, other 4xx</td><td>REJECTED</td><td>PROVIDER_REFUSED</td><td>refused as it is; redirects
 *   of a paid POST are not followed</td></tr>
 * </table>
 */
final class Outcomes {

  private static final int LONGEST_MESSAGE = 300;

  private final String secret;

  /**
   * Makes outcomes of one call.
   *
   * @param secret the call's credentials, which no message may hold; empty if there are none
   */
  Outcomes(String secret) {
    this.secret = secret;
  }

  /** For an answer that is not a success. */
  ProviderException refused(Response answer, @Nullable ApiError error) {
    int status = answer.code();
    Duration retryAfter = RateLimitHeaders.retryAfter(answer);
    ErrorCode code = codeOf(status, error);
    return new ProviderException(
        isNo(status, code, (error != null && error.isTheApis()) || retryAfter != null)
            ? Submission.REJECTED
            : Submission.UNKNOWN,
        code,
        words(answer, error),
        code.retryable() ? pause(retryAfter, error) : null,
        null);
  }

  /** The one that the header names, else the one in the message. */
  private static @Nullable Duration pause(@Nullable Duration told, @Nullable ApiError error) {
    return told == null && error != null ? RateLimitHeaders.pauseIn(error.message()) : told;
  }

  private static ErrorCode codeOf(int status, @Nullable ApiError error) {
    if (error != null && status < 500) {
      if (error.isAboutContent()) {
        return ErrorCode.CONTENT_REFUSED;
      }
      if (error.isAboutMoney()) {
        return ErrorCode.QUOTA_EXHAUSTED;
      }
    }
    if (status == 402) {
      return ErrorCode.QUOTA_EXHAUSTED;
    }
    if (status == 429) {
      return ErrorCode.RATE_LIMITED;
    }
    boolean refusedAsItIs = status >= 300 && status < 500 && status != 408 && status != 409;
    return refusedAsItIs ? ErrorCode.PROVIDER_REFUSED : ErrorCode.PROVIDER_UNAVAILABLE;
  }

  private static boolean isNo(int status, ErrorCode code, boolean isTheApis) {
    return !code.equals(ErrorCode.PROVIDER_UNAVAILABLE)
        || status == 409
        || ((status == 503 || status == 529) && isTheApis);
  }

  private String words(Response answer, @Nullable ApiError error) {
    if (answer.isRedirect()) {
      return "the API answered with a redirect ("
          + answer.code()
          + "), which is not followed; use where it leads as the base URL";
    }
    if (error == null) {
      return "the API answered " + answer.code() + " without saying why";
    }
    String name = error.code().isEmpty() ? error.type() : error.code();
    return "the API answered "
        + answer.code()
        + (name.isEmpty() ? "" : " " + shown(name))
        + (error.message().isEmpty() ? "" : ": " + shown(error.message()));
  }

  /** For a request that was sent and has no complete answer. */
  ProviderException lost(String what, Exception cause) {
    return new ProviderException(
        Submission.UNKNOWN, ErrorCode.PROVIDER_UNAVAILABLE, what + ": " + reason(cause), cause);
  }

  /** For a request that was not written to its end. */
  ProviderException unsent(Exception cause) {
    return new ProviderException(
        Submission.NOT_SUBMITTED,
        ErrorCode.PROVIDER_UNAVAILABLE,
        "the request did not reach the API: " + reason(cause),
        cause);
  }

  /** For a call that cannot be put into a request, or whose credentials did not come. */
  static ProviderException impossible(ErrorCode code, String message, @Nullable Throwable cause) {
    return new ProviderException(Submission.NOT_SUBMITTED, code, message, cause);
  }

  /** What an exception says. */
  String reason(Exception cause) {
    boolean timedOut = cause instanceof InterruptedIOException;
    String message =
        cause instanceof JsonProcessingException json
            ? json.getOriginalMessage() // without where it stood
            : String.valueOf(cause.getMessage());
    return timedOut ? "it took too long (" + shown(message) + ")" : shown(message);
  }

  /** Made fit for a log and a ledger: short, of one line, without credentials. */
  private String shown(String text) {
    String clean = secret.isEmpty() ? text : text.replace(secret, "***");
    clean = clean.replaceAll("\\bsk-[A-Za-z0-9_*-]{3,}", "sk-***");
    clean = clean.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    return clean.length() <= LONGEST_MESSAGE
        ? clean
        : clean.substring(0, LONGEST_MESSAGE - 3) + "...";
  }
}
