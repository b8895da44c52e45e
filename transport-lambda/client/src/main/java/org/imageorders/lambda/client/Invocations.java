package org.imageorders.lambda.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.lambda.payload.FunctionAnswer;
import org.imageorders.lambda.payload.FunctionEvent;
import org.imageorders.transport.NotSentException;
import org.imageorders.transport.TransportResponse;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.RequestTooLargeException;
import software.amazon.awssdk.services.lambda.model.TooManyRequestsException;

/** Invokes a function, and says of what came of it in the words of a transport. Thread-safe. */
final class Invocations {

  /** Refusals that Lambda checks for before it hands an event to the function. */
  private static final Set<String> BEFORE_IT_RUNS =
      Set.of(
          "AccessDeniedException",
          "ExpiredTokenException",
          "IncompleteSignature",
          "IncompleteSignatureException",
          "InvalidSignatureException",
          "MissingAuthenticationTokenException",
          "NotAuthorized",
          "OptInRequired",
          "RequestExpired",
          "ResourceConflictException",
          "ResourceNotFoundException",
          "ThrottlingException",
          "UnrecognizedClientException");

  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,6}");
  private static final int LONGEST_REASON = 500;

  private final LambdaClient client;
  private final InvokeRequest template;

  Invocations(LambdaClient client, String function, String qualifier) {
    this.client = client;
    template = InvokeRequest.builder().functionName(function).qualifier(qualifier).build();
  }

  /**
   * Invokes the function with an event and waits for its answer.
   *
   * @throws ImageOrderException if Lambda refused the invocation for a reason that stays
   * @throws NotSentException if the function certainly did not run
   * @throws IOException if no answer came otherwise: then it is unknown what the function did
   */
  TransportResponse invoke(FunctionEvent event) throws IOException {
    Sending sending = new Sending();
    try {
      InvokeResponse response = client.invoke(request(event, sending));
      byte[] answer =
          response.payload() == null ? new byte[0] : response.payload().asByteArrayUnsafe();
      if (response.functionError() != null) {
        throw new IOException("the function failed: " + reason(answer));
      }
      return FunctionAnswer.read(answer);
    } catch (TooManyRequestsException e) {
      return TransportResponse.refusal(throttled(e).withDoubt(!sending.wasOnce()));
    } catch (RequestTooLargeException e) {
      throw new ImageOrderException(
              ErrorCode.TOO_LARGE, "the request does not fit an invocation: " + reason(e), e)
          .withDoubt(!sending.wasOnce());
    } catch (AwsServiceException e) {
      throw refused(e, sending.wasOnce() && isBeforeItRuns(e));
    } catch (SdkClientException e) {
      throw unreached(e, sending.neverBegan() || (sending.wasOnce() && isUnconnected(e)));
    }
  }

  private InvokeRequest request(FunctionEvent event, Sending sending) throws IOException {
    return template.toBuilder()
        .overrideConfiguration(change -> change.addPlugin(sending))
        .payload(payload(event))
        .build();
  }

  private static SdkBytes payload(FunctionEvent event) throws IOException {
    long length = Math.max(event.request().body().length(), 0);
    ByteArrayOutputStream json = new ByteArrayOutputStream((int) (length / 3 * 4) + 4 * 1024);
    event.write(json);
    return SdkBytes.fromByteArrayUnsafe(json.toByteArray());
  }

  // Over within moments: the code that is asked again.
  private static ImageOrderException throttled(TooManyRequestsException e) {
    ImageOrderException throttled =
        new ImageOrderException(
            ErrorCode.UNAVAILABLE,
            "the function has no instance free (" + e.reasonAsString() + "); try again later",
            e);
    return Optional.ofNullable(e.retryAfterSeconds())
        .filter(text -> SECONDS.matcher(text).matches())
        .map(text -> throttled.withRetryAfter(Duration.ofSeconds(Long.parseLong(text))))
        .orElse(throttled);
  }

  // What is missing here is the function, not an order: a missing order must not be concluded.
  private static IOException refused(AwsServiceException e, boolean certain) {
    int status = e.statusCode();
    if (status >= 500 || status == 408 || e.isThrottlingException() || e.isClockSkewException()) {
      String words = "Lambda did not answer for the function: " + reason(e);
      return certain ? new NotSentException(words, e) : new IOException(words, e);
    } else if (status == 401 || status == 403) {
      throw new ImageOrderException(
              ErrorCode.FORBIDDEN, "the function may not be invoked: " + reason(e), e)
          .withDoubt(!certain);
    }
    throw new ImageOrderException(
            ErrorCode.UNAVAILABLE, "the function cannot be invoked: " + reason(e), e)
        .withDoubt(!certain);
  }

  private static IOException unreached(SdkClientException e, boolean certain) {
    return certain
        ? new NotSentException("the function was not reached: " + e.getMessage(), e)
        : new IOException("the function was not reached, or its answer lost: " + e.getMessage(), e);
  }

  /** Whether there was no connection on which anything could have been sent. */
  private static boolean isUnconnected(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectException
          || cause instanceof NoRouteToHostException
          || cause instanceof UnknownHostException) {
        return true;
      }
    }
    return false;
  }

  // Whoever refuses on the way to Lambda uses none of its codes, and may have passed it on.
  private static boolean isBeforeItRuns(AwsServiceException e) {
    return e.statusCode() < 500
        && e.awsErrorDetails() != null
        && e.awsErrorDetails().errorCode() != null
        && BEFORE_IT_RUNS.contains(e.awsErrorDetails().errorCode());
  }

  private static String reason(AwsServiceException e) {
    return e.awsErrorDetails() == null
        ? "status " + e.statusCode()
        : e.awsErrorDetails().errorCode() + ": " + e.awsErrorDetails().errorMessage();
  }

  private static String reason(byte[] error) {
    return new String(error, 0, Math.min(error.length, LONGEST_REASON), StandardCharsets.UTF_8);
  }
}
