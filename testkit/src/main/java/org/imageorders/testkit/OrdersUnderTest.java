package org.imageorders.testkit;

import org.imageorders.ImageOrders;

/**
 * What {@link ImageOrdersContract} is run over: two tenants' views of the same orders, handled with
 * a {@link ScriptedProvider#byPrompt()}, which may live in another process. Orders and customers of
 * earlier clauses may still be there.
 *
 * @param orders one tenant's
 * @param ordersOfAnotherTenant another tenant's
 * @param largestUpload the most bytes of an upload; 1,000,000 at least, and few enough to be sent
 *     in a test
 * @param afterwards closes what else there is
 */
public record OrdersUnderTest(
    ImageOrders orders, ImageOrders ordersOfAnotherTenant, long largestUpload, Runnable afterwards)
    implements AutoCloseable {

  /** Two tenants' orders with nothing else to close. */
  public static OrdersUnderTest of(
      ImageOrders orders, ImageOrders ordersOfAnotherTenant, long largestUpload) {
    return new OrdersUnderTest(orders, ordersOfAnotherTenant, largestUpload, () -> {});
  }

  @Override
  public void close() {
    ordersOfAnotherTenant.close();
    orders.close();
    afterwards.run();
  }
}
