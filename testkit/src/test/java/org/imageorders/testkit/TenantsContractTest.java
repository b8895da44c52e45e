package org.imageorders.testkit;

import static org.imageorders.testkit.BrokenOrders.listing;
import static org.imageorders.testkit.BrokenOrders.opening;
import static org.imageorders.testkit.BrokenOrders.placing;
import static org.imageorders.testkit.BrokenOrders.reading;

import java.util.concurrent.CompletableFuture;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.imageorders.ImageOrder;
import org.imageorders.ImageOrders;
import org.imageorders.OrderId;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class TenantsContractTest {

  @TestFactory
  Stream<DynamicTest> clausesOfTenants() {
    return new ContractProof<ImageOrdersContract, UnaryOperator<OrdersUnderTest>>(
            ImageOrdersContract.class,
            TenantsContract.class,
            OrdersProof.sound(),
            leaking -> () -> leaking.apply(OrdersProof.sound().open()))
        .rejects(
            "anotherTenantsOrderIsNotFound",
            leaking(
                (first, other) ->
                    new ForwardingOrders(other) {
                      @Override
                      public ImageOrder get(OrderId id) {
                        return first.get(id);
                      }
                    }))
        .rejects(
            "anotherTenantsOrderIsNotFound watch",
            leaking(
                (first, other) ->
                    new ForwardingOrders(other) {
                      @Override
                      public CompletableFuture<ImageOrder> watch(
                          OrderId id, Consumer<? super ImageOrder> onChange) {
                        return first.watch(id, onChange);
                      }
                    }))
        .rejects(
            "anotherTenantsOrderCannotBeCancelled",
            leaking(
                (first, other) ->
                    new ForwardingOrders(other) {
                      @Override
                      public ImageOrder cancel(OrderId id) {
                        first.cancel(id);
                        return other.cancel(id);
                      }
                    }))
        .rejects(
            "theSameCustomerAndKeyOfAnotherTenantIsAnotherOrder", leaking((first, other) -> first))
        .rejects(
            "anotherTenantsOrdersAreNotListed",
            leaking((first, other) -> listing((o, query) -> first.list(query)).apply(other)))
        .rejects(
            "anotherTenantsImagesAndPreviewsAreNotFound image",
            leaking(
                (first, other) -> opening((o, id, range) -> first.open(id, range)).apply(other)))
        .rejects(
            "anotherTenantsImagesAndPreviewsAreNotFound preview",
            leaking(
                (first, other) ->
                    opening(
                            (o, id, range) ->
                                (id.value().contains(".p") ? first : o).open(id, range))
                        .apply(other)))
        .rejects(
            "anotherTenantsUploadIsNotFoundAndStartsNoOrder open",
            leaking(
                (first, other) -> opening((o, id, range) -> first.open(id, range)).apply(other)))
        .rejects(
            "anotherTenantsUploadIsNotFoundAndStartsNoOrder source",
            leaking((first, other) -> placing((o, request) -> first.place(request)).apply(other)))
        .rejects(
            "anotherTenantsEventsAreNotInTheFeed",
            leaking(
                (first, other) ->
                    reading((o, after, limit, wait) -> first.events(after, limit, wait))
                        .apply(other)))
        .tests();
  }

  private static UnaryOperator<OrdersUnderTest> leaking(BinaryOperator<ImageOrders> other) {
    return sound ->
        new OrdersUnderTest(
            sound.orders(),
            other.apply(sound.orders(), sound.ordersOfAnotherTenant()),
            sound.largestUpload(),
            sound::close);
  }
}
