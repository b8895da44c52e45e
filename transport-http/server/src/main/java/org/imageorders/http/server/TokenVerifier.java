package org.imageorders.http.server;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;
import org.imageorders.transport.Caller;

/** Tells who sends a bearer token. Implementations are thread-safe. */
@FunctionalInterface
public interface TokenVerifier {

  /**
   * Who it is; empty if the token is not valid.
   *
   * <p>It is called for every request, on a thread that may block for short.
   *
   * @param token as it came, of any content
   */
  Optional<Caller> verify(String token);

  /**
   * Takes these tokens and no other. They are compared in a time that tells nothing about them.
   *
   * @param tenants whose each token is
   * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if there is none, one is shorter
   *     than 16 characters or holds others than a bearer token can, or a tenant's name is refused
   */
  static TokenVerifier ofTokens(Map<String, String> tenants) {
    Pattern form = Pattern.compile("[A-Za-z0-9._~+/-]{16,}=*");
    List<byte[]> digests = new ArrayList<>();
    List<Caller> callers = new ArrayList<>();
    tenants.forEach(
        (token, tenant) -> {
          if (!form.matcher(token).matches()) {
            throw ImageOrderException.invalid(
                "token",
                "of tenant " + tenant,
                "use 16 or more letters, digits and - . _ ~ + /, then any number of =");
          }
          digests.add(digest(token));
          callers.add(Caller.of(tenant));
        });
    if (digests.isEmpty()) {
      throw ImageOrderException.invalid("tokens", "none", "give one at least");
    }
    return token -> {
      byte[] digest = digest(token);
      Optional<Caller> found = Optional.empty();
      // To the end, and over digests of one length: how long it takes depends on nothing secret.
      for (int i = 0; i < digests.size(); i++) {
        if (MessageDigest.isEqual(digests.get(i), digest)) {
          found = Optional.of(callers.get(i));
        }
      }
      return found;
    };
  }

  private static byte[] digest(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
