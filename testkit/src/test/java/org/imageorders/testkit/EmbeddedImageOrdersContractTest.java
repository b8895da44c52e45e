package org.imageorders.testkit;

import java.time.Duration;
import org.imageorders.engine.EmbeddedImageOrders;

class EmbeddedImageOrdersContractTest implements ImageOrdersContract {

  @Override
  public OrdersUnderTest open() {
    EmbeddedImageOrders orders =
        EmbeddedImageOrders.builder(ScriptedProvider.byPrompt())
            .largestImage(1_000_000)
            .drain(Duration.ZERO)
            .build();
    return OrdersUnderTest.of(orders, orders.forTenant("another"), 1_000_000);
  }
}
