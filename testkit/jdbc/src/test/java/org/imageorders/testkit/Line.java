package org.imageorders.testkit;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrderException;
import org.imageorders.ImageOrders;
import org.imageorders.OrderRequest;

/** The way to where orders are handled, with faults that a test decides. Thread-safe. */
final class Line {

  /** What becomes of a request to place. */
  interface Placing {
    ImageOrder place(OrderRequest request) throws Exception;
  }

  private final ImageOrders there;
  private final List<OrderRequest> sent = new CopyOnWriteArrayList<>();
  private final AtomicReference<Placing> placing;
  private volatile boolean silent;

  Line(ImageOrders there) {
    this.there = there;
    placing = new AtomicReference<>(there::place);
  }

  static ImageOrderException refusal(ErrorCode code) {
    return new ImageOrderException(code, "refused by the test");
  }

  /** From now on this becomes of every request to place. */
  void placing(Placing how) {
    placing.set(how);
  }

  /** The next so many requests are refused, and those after them not. */
  void refuse(ErrorCode code, int times) {
    int before = sent.size();
    placing(
        request -> {
          if (sent.size() - before <= times) {
            throw refusal(code);
          }
          return there.place(request);
        });
  }

  /** The next request arrives, and its answer is lost. */
  void loseAnswer() {
    int before = sent.size();
    placing(
        request -> {
          ImageOrder placed = there.place(request);
          if (sent.size() == before + 1) {
            throw refusal(ErrorCode.UNAVAILABLE);
          }
          return placed;
        });
  }

  /** Whether nothing but placing is answered. */
  void silent(boolean nothing) {
    silent = nothing;
  }

  /** The keys of the requests to place, as they came. */
  List<String> sent() {
    return sent.stream().map(OrderRequest::idempotencyKey).toList();
  }

  ImageOrders orders() {
    InvocationHandler handler =
        (self, method, arguments) -> {
          if (method.getName().equals("place")) {
            OrderRequest request = (OrderRequest) arguments[0];
            sent.add(request);
            return placing.get().place(request);
          } else if (silent && !method.getName().equals("idOf")) {
            throw refusal(ErrorCode.UNAVAILABLE);
          }
          try {
            return method.invoke(there, arguments);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        };
    return (ImageOrders)
        Proxy.newProxyInstance(
            Line.class.getClassLoader(), new Class<?>[] {ImageOrders.class}, handler);
  }
}
