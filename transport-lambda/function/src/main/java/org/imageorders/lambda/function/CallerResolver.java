package org.imageorders.lambda.function;

import java.util.Optional;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.lambda.payload.EventCaller;
import org.imageorders.transport.Caller;

/**
 * Says for whom an event acts, by what the authorizer in front of the function found out.
 * Thread-safe.
 *
 * <p>Lambda itself authenticates who may invoke a function directly, and does not tell the function
 * who it was: give {@code lambda:InvokeFunction} only to who may act for every tenant.
 */
@FunctionalInterface
public interface CallerResolver {

  /**
   * Whom an event acts for.
   *
   * @throws ImageOrderException {@link ErrorCode#UNAUTHENTICATED} if it does not tell; {@link
   *     ErrorCode#FORBIDDEN} if this one has no orders here
   */
  Caller resolve(EventCaller caller);

  /**
   * The tenant is the claim {@code tenant} of a JWT authorizer, the value {@code tenant} of a
   * Lambda authorizer, or the account of an IAM identity. A direct invocation that names none acts
   * for {@code default}; an event across HTTP without an authorizer is refused.
   */
  static CallerResolver byAuthorizer() {
    return caller -> {
      Optional<String> tenant =
          caller
              .jwtClaim("tenant")
              .or(() -> caller.lambda("tenant"))
              .or(() -> caller.iam("accountId"));
      if (tenant.isEmpty() && !caller.isDirect()) {
        throw new ImageOrderException(
            ErrorCode.UNAUTHENTICATED,
            "the event names no tenant: put an authorizer in front of the function that gives one");
      }
      return Caller.of(tenant.orElse("default"));
    };
  }
}
