package org.imageorders.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.imageorders.testkit.http.Content;
import org.imageorders.testkit.http.Exchange;

/** Brings content of status 200 to the client, or part of it, as a fault says. */
final class Delivery {

  private final Exchange exchange;
  private final Fault fault;
  private final BooleanSupplier released;
  private final Runnable begun;

  /**
   * A delivery that is still to be made.
   *
   * @param released what ends a stall
   * @param begun told when the headers are sent
   */
  Delivery(Exchange exchange, Fault fault, BooleanSupplier released, Runnable begun) {
    this.exchange = exchange;
    this.fault = fault;
    this.released = released;
    this.begun = begun;
  }

  /**
   * Does it.
   *
   * @param content given what is to be done in the middle of an image
   * @return whether the answer is whole
   * @throws IOException if the client went away
   */
  boolean send(Map<String, String> headers, Function<Halfway.Action, Content> content)
      throws IOException {
    switch (fault.kind) {
      case RESET_BEFORE_HEADERS -> exchange.reset();
      case CLOSE_BEFORE_HEADERS -> exchange.close();
      case RESET_AFTER_HEADERS -> {
        begun.run();
        exchange.begin(200, headers);
        exchange.reset();
      }
      case WRONG_LENGTH -> {
        begun.run();
        long length = content.apply(Halfway.NOTHING).length() + fault.amount;
        content.apply(Halfway.NOTHING).writeTo(exchange.begin(200, headers, Math.max(0, length)));
        exchange.close();
      }
      default -> {
        if (fault.kind == Fault.Kind.STALL_BEFORE_HEADERS) {
          exchange.pause(fault.duration, released);
        }
        begun.run();
        return sendContent(exchange.begin(200, headers), content);
      }
    }
    return false;
  }

  private boolean sendContent(OutputStream out, Function<Halfway.Action, Content> content)
      throws IOException {
    OutputStream paced =
        fault.kind == Fault.Kind.TRICKLE
            ? new Trickle(out, (int) fault.amount, piece -> pause(fault.duration))
            : out;
    try {
      content.apply(halfway()).writeTo(paced);
    } catch (Picture.CutOff e) {
      if (fault.kind == Fault.Kind.TRUNCATED_JSON) {
        exchange.end(out);
      }
      return false;
    }
    if (fault.kind == Fault.Kind.RESET_AFTER_LAST_BYTE) {
      out.flush();
      exchange.reset();
      return false;
    }
    exchange.end(out);
    if (fault.kind == Fault.Kind.RESET_AFTER_ANSWER) {
      exchange.reset();
    }
    return true;
  }

  private Halfway.Action halfway() {
    return switch (fault.kind) {
      case RESET_IN_BASE64 ->
          out -> {
            out.flush();
            exchange.reset();
            throw new Picture.CutOff();
          };
      case CLOSE_IN_BASE64 ->
          out -> {
            out.flush();
            exchange.close();
            throw new Picture.CutOff();
          };
      case STALL_IN_BASE64 ->
          out -> {
            out.flush();
            pause(fault.duration);
          };
      case TRUNCATED_JSON ->
          out -> {
            throw new Picture.CutOff();
          };
      default -> Halfway.NOTHING;
    };
  }

  private void pause(Duration time) throws IOException {
    exchange.pause(time, released);
  }
}
