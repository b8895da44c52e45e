package org.imageorders.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.imageorders.testkit.OrdersClauses.ended;
import static org.imageorders.testkit.OrdersClauses.get;
import static org.imageorders.testkit.OrdersClauses.png;
import static org.imageorders.testkit.OrdersClauses.refused;
import static org.imageorders.testkit.OrdersClauses.until;

import java.io.ByteArrayInputStream;
import java.time.Duration;
import org.imageorders.ErrorCode;
import org.imageorders.EventPage;
import org.imageorders.ImageId;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrders;
import org.imageorders.OrderId;
import org.imageorders.OrderQuery;
import org.imageorders.OrderRequest;
import org.junit.jupiter.api.Test;

/** That tenants do not see each other; a part of {@link ImageOrdersContract}. */
public interface TenantsContract extends OrdersContractSeat {

  @Test
  default void anotherTenantsOrderIsNotFound() throws Exception {
    try (OrdersUnderTest under = open()) {
      OrderId id =
          under.orders().place(OrderRequests.of(OrderRequests.someCustomer(), "hang")).id();
      ImageOrders other = under.ordersOfAnotherTenant();
      refused(ErrorCode.NOT_FOUND, () -> other.get(id));
      refused(ErrorCode.NOT_FOUND, () -> other.explain(id));
      refused(ErrorCode.NOT_FOUND, () -> get(other.completion(id)));
      refused(ErrorCode.NOT_FOUND, () -> get(other.watch(id, order -> {})));
      under.orders().cancel(id);
    }
  }

  @Test
  default void anotherTenantsOrderCannotBeCancelled() throws Exception {
    try (OrdersUnderTest under = open()) {
      OrderId id =
          under.orders().place(OrderRequests.of(OrderRequests.someCustomer(), "hang")).id();
      refused(ErrorCode.NOT_FOUND, () -> under.ordersOfAnotherTenant().cancel(id));
      assertThat(under.orders().get(id).isEnded()).isFalse();
      under.orders().cancel(id);
    }
  }

  @Test
  default void theSameCustomerAndKeyOfAnotherTenantIsAnotherOrder() throws Exception {
    try (OrdersUnderTest under = open()) {
      String customer = OrderRequests.someCustomer();
      ImageOrder one = under.orders().place(OrderRequests.keyed(customer, "cart", "answer"));
      ImageOrder two =
          under.ordersOfAnotherTenant().place(OrderRequests.keyed(customer, "cart", "another"));
      assertThat(two.id())
          .isNotEqualTo(one.id())
          .isEqualTo(under.ordersOfAnotherTenant().idOf(customer, "cart"));
    }
  }

  @Test
  default void anotherTenantsOrdersAreNotListed() throws Exception {
    try (OrdersUnderTest under = open()) {
      String customer = OrderRequests.someCustomer();
      under.orders().place(OrderRequests.of(customer, "answer"));
      assertThat(under.ordersOfAnotherTenant().list(OrderQuery.ofCustomer(customer)).orders())
          .isEmpty();
    }
  }

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
      refusedAsSource(under.ordersOfAnotherTenant(), image);
      under.orders().cancel(id);
    }
  }

  @Test
  default void anotherTenantsUploadIsNotFoundAndStartsNoOrder() throws Exception {
    try (OrdersUnderTest under = open()) {
      ImageId upload =
          under.orders().upload(OrderRequests.someCustomer(), new ByteArrayInputStream(png(0)));
      refused(ErrorCode.NOT_FOUND, () -> under.ordersOfAnotherTenant().open(upload));
      refusedAsSource(under.ordersOfAnotherTenant(), upload);
    }
  }

  private static void refusedAsSource(ImageOrders orders, ImageId source) {
    OrderRequest request =
        OrderRequest.builder(OrderRequests.someCustomer())
            .spec(OrderRequests.spec("answer").sourceImage(source).build())
            .build();
    assertThat(refused(ErrorCode.INVALID_REQUEST, () -> orders.place(request)).field())
        .contains("sourceImages");
  }

  @Test
  default void anotherTenantsEventsAreNotInTheFeed() throws Exception {
    try (OrdersUnderTest under = open()) {
      ImageOrders other = under.ordersOfAnotherTenant();
      OrderId id =
          ended(under.orders(), OrderRequests.of(OrderRequests.someCustomer(), "answer")).id();
      EventPage page = other.events(EventPage.START, 1_000, Duration.ZERO);
      while (!page.events().isEmpty()) {
        assertThat(page.events()).noneMatch(event -> event.order().equals(id));
        page = other.events(page.cursor(), 1_000, Duration.ZERO);
      }
    }
  }
}
