package org.imageorders.testkit;

/** Where the themes of {@link ImageOrdersContract} get what they are run over. */
public interface OrdersContractSeat {

  /** What a clause is run over. The clause closes it. */
  OrdersUnderTest open();
}
