package org.imageorders.testkit.consume;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrders;
import org.imageorders.OrderId;
import org.imageorders.consume.ConsumerStatus;
import org.imageorders.consume.EventConsumer;
import org.imageorders.consume.EventHandler;
import org.imageorders.consume.Replay;
import org.imageorders.consume.SetAside;
import org.imageorders.store.StateStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The code of docs/saga.md, word for word. */
class SagaTest {

  private static final Pattern JAVA_BLOCK = Pattern.compile("(?s)```java\\n(.*?)```");

  private final Shop shop = new Shop();
  private final List<String> logged = Collections.synchronizedList(new ArrayList<>());
  private BooleanSupplier closingTime = () -> true;

  interface Payments {
    void refund(String key, String customer, int images);
  }

  interface Mail {
    void apologise(String key, String customer, int images);
  }

  @AfterEach
  void close() {
    shop.close();
  }

  /** Gives back what was paid and not delivered, and says so. */
  static EventHandler compensation(ImageOrders orders, Payments payments, Mail mail) {
    return event -> {
      switch (event.type()) {
        case ORDER_FAILED, ORDER_PARTIALLY_COMPLETED, ORDER_CANCELLED -> {
          ImageOrder order = orders.get(event.order());
          int missing = order.request().images() - order.readyImages().size();
          // A repeat has the same id, so that payments and mail can tell it.
          payments.refund(event.id(), event.customer(), missing);
          mail.apologise(event.id(), event.customer(), missing);
        }
        default -> {} // nothing to give back; also what a newer version tells
      }
    };
  }

  @Test
  void whatFailedIsRefundedOnceThoughMailFailsAndWhatSucceededIsNot() {
    shop.ended("answer");
    OrderId failed = shop.ended("missing");
    Map<String, Integer> refunded = new ConcurrentHashMap<>();
    List<String> mailed = Collections.synchronizedList(new ArrayList<>());
    Payments payments = (key, customer, images) -> refunded.put(key, images);
    Mail mail =
        (key, customer, images) -> {
          mailed.add(key);
          if (mailed.size() == 1) {
            throw new IllegalStateException("no mail server");
          }
        };
    shop.consumer(compensation(shop.orders, payments, mail));
    shop.passUntil(() -> mailed.size() == 2);
    assertThat(refunded).hasSize(1).containsValue(1);
    assertThat(refunded.keySet()).allSatisfy(key -> assertThat(key).startsWith(failed + "."));
  }

  @Test
  void aShopStartsItsConsumerAndReplaysWhatWasSetAside() {
    OrderId failed = shop.ended("missing");
    Payments broken =
        (key, customer, images) -> {
          throw new IllegalStateException("no account");
        };
    EventConsumer failing = shop.consumer(compensation(shop.orders, broken, (k, c, n) -> {}));
    shop.passUntil(() -> failing.setAside().size() == 1);
    failing.close();
    List<String> refunded = Collections.synchronizedList(new ArrayList<>());
    closingTime = () -> refunded.size() == 1;
    start(shop.orders, shop.state, (k, c, n) -> refunded.add(k), (k, c, n) -> {});
    assertThat(refunded).as("by a consumer of another name").hasSize(1);
    EventConsumer repaired =
        shop.consumer(compensation(shop.orders, (k, c, n) -> refunded.add(k), (k, c, n) -> {}));
    replay(repaired);
    assertThat(refunded).hasSize(2);
    assertThat(logged)
        .satisfiesExactly(
            line -> assertThat(line).startsWith(failed + ": ").contains("no account"),
            line -> assertThat(line).isEqualTo("handled"));
    assertThat(repaired.setAside()).isEmpty();
  }

  private void start(ImageOrders orders, StateStore state, Payments payments, Mail mail) {
    try (EventConsumer refunds =
        EventConsumer.builder(orders, state, "refunds", compensation(orders, payments, mail))
            .start()) {
      runTheShop(refunds::status); // for the operator's page
    }
  }

  private void runTheShop(Supplier<ConsumerStatus> page) {
    assertThat(page.get().standsStill()).isEmpty();
    Shop.await(closingTime);
  }

  private void replay(EventConsumer refunds) {
    for (SetAside aside : refunds.setAside()) {
      log(aside.order() + ": " + aside.error() + ", " + aside.waiting() + " events wait");
      Replay replay = refunds.replay(aside.order());
      log(replay.failure().orElse("handled"));
    }
  }

  private void log(String line) {
    logged.add(line);
  }

  @Test
  void everyJavaBlockOfTheSagaStandsHere() throws IOException {
    String here =
        words(
            Files.readString(
                Path.of("src/test/java/org/imageorders/testkit/consume/SagaTest.java")));
    List<String> blocks =
        JAVA_BLOCK
            .matcher(Files.readString(Path.of("../../docs/saga.md")))
            .results()
            .map((MatchResult block) -> words(block.group(1)))
            .toList();
    assertThat(blocks).hasSize(3).allSatisfy(block -> assertThat(here).contains(block));
  }

  private static String words(String code) {
    return code.replaceAll("\\s+", "");
  }
}
