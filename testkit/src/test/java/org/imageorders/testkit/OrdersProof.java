package org.imageorders.testkit;

import java.util.function.UnaryOperator;
import org.imageorders.ImageOrders;

/** Proofs of the themes of {@link ImageOrdersContract}, over the embedded engine. */
final class OrdersProof {

  private OrdersProof() {}

  static ImageOrdersContract sound() {
    return new EmbeddedImageOrdersContractTest();
  }

  private static ImageOrdersContract broken(UnaryOperator<ImageOrders> breaking) {
    return () -> {
      OrdersUnderTest sound = sound().open();
      return new OrdersUnderTest(
          breaking.apply(sound.orders()),
          sound.ordersOfAnotherTenant(),
          sound.largestUpload(),
          sound::close);
    };
  }

  static ContractProof<ImageOrdersContract, UnaryOperator<ImageOrders>> proof(Class<?> theme) {
    return new ContractProof<>(ImageOrdersContract.class, theme, sound(), OrdersProof::broken);
  }
}
