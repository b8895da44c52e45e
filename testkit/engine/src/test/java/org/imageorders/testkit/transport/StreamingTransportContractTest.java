package org.imageorders.testkit.transport;

import org.imageorders.testkit.ImageOrdersContract;
import org.imageorders.testkit.OrdersUnderTest;
import org.imageorders.transport.TransportTraits;

class StreamingTransportContractTest implements ImageOrdersContract {

  @Override
  public OrdersUnderTest open() {
    return InProcessOrders.over(TransportTraits.streaming());
  }
}
