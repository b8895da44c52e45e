package org.imageorders.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.imageorders.testkit.OrdersClauses.ended;
import static org.imageorders.testkit.OrdersClauses.png;
import static org.imageorders.testkit.OrdersClauses.refused;
import static org.imageorders.testkit.OrdersClauses.until;

import java.io.ByteArrayInputStream;
import java.time.Duration;
import org.imageorders.ErrorCode;
import org.imageorders.Failure;
import org.imageorders.ImageFormat;
import org.imageorders.ImageId;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrders;
import org.imageorders.Money;
import org.imageorders.OrderId;
import org.imageorders.OrderRequest;
import org.imageorders.OrderStatus;
import org.imageorders.engine.EmbeddedImageOrders;
import org.imageorders.outbox.OutboxImageOrders;
import org.junit.jupiter.api.Test;

/**
 * An outbox is an {@link ImageOrders} like any other, but that what cannot be drawn is taken first,
 * and fails then.
 */
interface OutboxOrdersContract extends ImageOrdersContract {

  /** An empty database. */
  OutboxDatabase database();

  @Override
  default OrdersUnderTest open() {
    EmbeddedImageOrders engine =
        EmbeddedImageOrders.builder(ScriptedProvider.byPrompt())
            .largestImage(1_000_000)
            .drain(Duration.ZERO)
            .build();
    OutboxImageOrders.createSchema(database().dataSource());
    return new OrdersUnderTest(
        outbox("shop", engine),
        outbox("another", engine.forTenant("another")),
        1_000_000,
        engine::close);
  }

  private ImageOrders outbox(String name, ImageOrders target) {
    return OutboxImageOrders.builder(database().dataSource(), target).name(name).build();
  }

  @Override
  @Test
  default void whatCannotBeDrawnIsRefusedWithItsFieldAndNotKept() throws Exception {
    try (OrdersUnderTest under = open()) {
      ImageId absent = new ImageId("up-nobody-sent-this");
      OrderRequest.Builder request = OrderRequest.builder(OrderRequests.someCustomer());
      fails(
          under.orders(),
          request.spec(OrderRequests.spec("answer").format(ImageFormat.WEBP).build()).build(),
          ErrorCode.INVALID_REQUEST,
          "format 'webp' is refused");
      failsAsSource(under.orders(), absent);
      fails(
          under.orders(),
          OrderRequest.builder(OrderRequests.someCustomer())
              .prompt("answer")
              .deadline(Duration.ofMinutes(1))
              .build(),
          ErrorCode.INVALID_REQUEST,
          "deadline 'PT1M' is refused");
    }
  }

  @Override
  @Test
  default void aCeilingBelowTheEstimateIsRefused() throws Exception {
    try (OrdersUnderTest under = open()) {
      OrderRequest request =
          OrderRequest.builder(OrderRequests.someCustomer())
              .prompt("answer")
              .ceiling(Money.usd("0.001"))
              .build();
      fails(under.orders(), request, ErrorCode.CEILING_EXCEEDED, "ceiling '0.001 USD' is refused");
    }
  }

  @Override
  @Test
  default void anotherTenantsImagesAndPreviewsAreNotFound() throws Exception {
    try (OrdersUnderTest under = open()) {
      OrderRequest request =
          OrderRequest.builder(OrderRequests.someCustomer())
              .spec(OrderRequests.spec("answer").build())
              .spec(OrderRequests.spec("hang").previews(1).build())
              .build();
      OrderId id = under.orders().place(request).id();
      ImageOrder order =
          until(
              under.orders(),
              id,
              seen ->
                  seen.images().get(0).image().isPresent()
                      && seen.images().get(1).preview().isPresent());
      ImageId image = order.readyImages().get(0).id();
      ImageId preview = order.images().get(1).preview().orElseThrow();
      refused(ErrorCode.NOT_FOUND, () -> under.ordersOfAnotherTenant().open(image));
      refused(ErrorCode.NOT_FOUND, () -> under.ordersOfAnotherTenant().open(preview));
      failsAsSource(under.ordersOfAnotherTenant(), image);
      under.orders().cancel(id);
    }
  }

  @Override
  @Test
  default void anotherTenantsUploadIsNotFoundAndStartsNoOrder() throws Exception {
    try (OrdersUnderTest under = open()) {
      ImageId upload =
          under.orders().upload(OrderRequests.someCustomer(), new ByteArrayInputStream(png(0)));
      refused(ErrorCode.NOT_FOUND, () -> under.ordersOfAnotherTenant().open(upload));
      failsAsSource(under.ordersOfAnotherTenant(), upload);
    }
  }

  private static void failsAsSource(ImageOrders orders, ImageId source) throws Exception {
    fails(
        orders,
        OrderRequest.builder(OrderRequests.someCustomer())
            .spec(OrderRequests.spec("answer").sourceImage(source).build())
            .build(),
        ErrorCode.INVALID_REQUEST,
        "sourceImages");
  }

  private static void fails(ImageOrders orders, OrderRequest request, ErrorCode code, String reason)
      throws Exception {
    ImageOrder failed = ended(orders, request);
    assertThat(failed.status()).isEqualTo(OrderStatus.FAILED);
    Failure failure = failed.failure().orElseThrow();
    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure.message()).contains(reason);
    assertThat(failed.images()).allMatch(image -> image.failure().isPresent());
    assertThat(failed.attempts()).isEmpty();
  }
}
