package org.imageorders.testkit.transport;

import java.time.Duration;
import org.imageorders.testkit.ImageOrdersContract;
import org.imageorders.testkit.OrdersUnderTest;
import org.imageorders.transport.TransportTraits;

/** Over a way that holds each message in memory, no image fits one, and no answer is held back. */
class SmallMessagesContractTest implements ImageOrdersContract {

  @Override
  public OrdersUnderTest open() {
    TransportTraits traits =
        TransportTraits.buffering(128 * 1024, 128 * 1024).toBuilder()
            .longestWait(Duration.ZERO)
            .build();
    return InProcessOrders.over(traits);
  }
}
