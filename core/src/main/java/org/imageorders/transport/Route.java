package org.imageorders.transport;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * One operation of the protocol: adding one is adding a route.
 *
 * @param method such as {@code GET}
 * @param path such as <code>/v1/orders/{}</code>: braces stand for one segment
 * @param handler what is done
 */
record Route(String method, String path, Handler handler) {

  /** What is done for a route, on a thread that may block. */
  interface Handler {
    /** Answers now or later. Cancelling the future ends a wait. */
    CompletableFuture<TransportResponse> handle(Call call) throws IOException;
  }

  /** What is done for a route that never waits. */
  interface Answer {
    /** Answers. */
    TransportResponse answer(Call call) throws IOException;
  }

  /** A route that never waits. */
  static Route now(String method, String path, Answer answer) {
    return new Route(method, path, call -> CompletableFuture.completedFuture(answer.answer(call)));
  }

  /** What stands in the braces, if this is the path. */
  Optional<List<String>> match(String asked) {
    String[] wanted = path.split("/", -1);
    String[] given = asked.split("/", -1);
    if (wanted.length != given.length) {
      return Optional.empty();
    }
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < wanted.length; i++) {
      if (wanted[i].equals("{}") && !given[i].isEmpty()) {
        parts.add(given[i]);
      } else if (!wanted[i].equals(given[i])) {
        return Optional.empty();
      }
    }
    return Optional.of(parts);
  }
}
