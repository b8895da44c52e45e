package org.imageorders.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.imageorders.testkit.OrdersClauses.NO_ORDER;
import static org.imageorders.testkit.OrdersClauses.bytes;
import static org.imageorders.testkit.OrdersClauses.ended;
import static org.imageorders.testkit.OrdersClauses.png;
import static org.imageorders.testkit.OrdersClauses.refused;
import static org.imageorders.testkit.OrdersClauses.until;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.imageorders.ByteRange;
import org.imageorders.ErrorCode;
import org.imageorders.GeneratedImage;
import org.imageorders.ImageContent;
import org.imageorders.ImageId;
import org.imageorders.ImageOrder;
import org.imageorders.ImageSize;
import org.imageorders.OrderId;
import org.imageorders.OrderRequest;
import org.imageorders.OrderStatus;
import org.junit.jupiter.api.Test;

/** Reading and uploading images; a part of {@link ImageOrdersContract}. */
public interface ImagesContract extends OrdersContractSeat {

  @Test
  default void anImageIsReadByteForByte() throws Exception {
    try (OrdersUnderTest under = open()) {
      for (String prompt : List.of("answer", "large")) {
        GeneratedImage image = image(under, prompt);
        try (ImageContent content = under.orders().open(image.id())) {
          byte[] read = content.stream().readAllBytes();
          assertThat(content.mediaType()).isEqualTo("image/png");
          assertThat(content.totalBytes()).isEqualTo(image.bytes());
          assertThat(content.sha256()).isEqualTo(image.sha256());
          assertThat(read).hasSize((int) image.bytes());
          assertThat(sha256(read)).isEqualTo(image.sha256());
          assertThat(WholeImage.of(read).size()).isEqualTo(new ImageSize(64, 64));
        }
      }
    }
  }

  @Test
  default void aRangeOfAnImageIsReadAndNothingElse() throws Exception {
    try (OrdersUnderTest under = open()) {
      GeneratedImage image = image(under, "answer");
      byte[] whole = bytes(under.orders(), image.id(), ByteRange.ALL);
      int total = whole.length;
      assertThat(bytes(under.orders(), image.id(), new ByteRange(0, 10)))
          .isEqualTo(Arrays.copyOf(whole, 10));
      assertThat(bytes(under.orders(), image.id(), new ByteRange(7, 5)))
          .isEqualTo(Arrays.copyOfRange(whole, 7, 12));
      assertThat(bytes(under.orders(), image.id(), ByteRange.from(20)))
          .isEqualTo(Arrays.copyOfRange(whole, 20, total));
      assertThat(bytes(under.orders(), image.id(), ByteRange.last(12)))
          .isEqualTo(Arrays.copyOfRange(whole, total - 12, total));
      assertThat(bytes(under.orders(), image.id(), new ByteRange(total - 1, 99)))
          .isEqualTo(Arrays.copyOfRange(whole, total - 1, total));
      try (ImageContent content = under.orders().open(image.id(), new ByteRange(7, 5))) {
        assertThat(content.range()).isEqualTo(new ByteRange(7, 5));
        assertThat(content.totalBytes()).isEqualTo(total);
      }
    }
  }

  @Test
  default void aRangeBehindTheEndIsRefused() throws Exception {
    try (OrdersUnderTest under = open()) {
      GeneratedImage image = image(under, "answer");
      refused(
          ErrorCode.RANGE_NOT_SATISFIABLE,
          () -> under.orders().open(image.id(), ByteRange.from(image.bytes())));
    }
  }

  @Test
  default void anImageThatIsNotThereIsNotFound() throws Exception {
    try (OrdersUnderTest under = open()) {
      ImageOrder order =
          ended(under.orders(), OrderRequests.of(OrderRequests.someCustomer(), "answer"));
      for (ImageId id :
          List.of(
              new ImageId("up-nobody-sent-this"),
              ImageId.of(NO_ORDER, 0, 1, 0),
              ImageId.of(order.id(), 0, 99, 0),
              order.readyImages().get(0).id().preview(3))) {
        refused(ErrorCode.NOT_FOUND, () -> under.orders().open(id));
      }
    }
  }

  @Test
  default void aPreviewIsReadableWhileItsImageIsBeingMade() throws Exception {
    try (OrdersUnderTest under = open()) {
      OrderRequest request =
          OrderRequest.builder(OrderRequests.someCustomer())
              .spec(OrderRequests.spec("hang").previews(1).build())
              .build();
      OrderId id = under.orders().place(request).id();
      ImageOrder shown =
          until(under.orders(), id, order -> order.images().get(0).preview().isPresent());
      ImageId preview = shown.images().get(0).preview().orElseThrow();
      assertThat(shown.images().get(0).isPending()).isTrue();
      assertThat(WholeImage.of(bytes(under.orders(), preview, ByteRange.ALL)).mediaType())
          .isEqualTo("image/png");
      under.orders().cancel(id);
    }
  }

  @Test
  default void anUploadIsReadBackAndStartsAnOrder() throws Exception {
    try (OrdersUnderTest under = open()) {
      String customer = OrderRequests.someCustomer();
      byte[] sent = png(50_000);
      ImageId upload = under.orders().upload(customer, new ByteArrayInputStream(sent));
      assertThat(upload.order()).isEmpty();
      assertThat(bytes(under.orders(), upload, ByteRange.ALL)).isEqualTo(sent);
      OrderRequest request =
          OrderRequest.builder(customer)
              .spec(OrderRequests.spec("answer").sourceImage(upload).mask(upload).build())
              .build();
      assertThat(ended(under.orders(), request).status()).isEqualTo(OrderStatus.COMPLETED);
    }
  }

  @Test
  default void anOrdersImageStartsAnotherOrder() throws Exception {
    try (OrdersUnderTest under = open()) {
      GeneratedImage image = image(under, "answer");
      OrderRequest request =
          OrderRequest.builder(OrderRequests.someCustomer())
              .spec(OrderRequests.spec("answer").sourceImage(image.id()).build())
              .build();
      assertThat(ended(under.orders(), request).status()).isEqualTo(OrderStatus.COMPLETED);
    }
  }

  @Test
  default void anUploadIsReadToItsEndAndNotClosed() throws Exception {
    try (OrdersUnderTest under = open()) {
      AtomicBoolean closed = new AtomicBoolean();
      ByteArrayInputStream source =
          new ByteArrayInputStream(png(50_000)) {
            @Override
            public void close() {
              closed.set(true);
            }
          };
      under.orders().upload(OrderRequests.someCustomer(), source);
      assertThat(source.available()).as("bytes not read").isZero();
      assertThat(closed).as("closed by upload").isFalse();
    }
  }

  @Test
  default void anUploadThatIsNoWholeImageIsRefused() throws Exception {
    try (OrdersUnderTest under = open()) {
      byte[] whole = png(1_000);
      for (byte[] sent :
          List.of(
              "<html>".getBytes(StandardCharsets.US_ASCII),
              new byte[0],
              Arrays.copyOf(whole, whole.length - 20))) {
        refused(
            ErrorCode.UNSUPPORTED_MEDIA,
            () ->
                under
                    .orders()
                    .upload(OrderRequests.someCustomer(), new ByteArrayInputStream(sent)));
      }
    }
  }

  @Test
  default void anUploadAboveTheLimitIsRefused() throws Exception {
    try (OrdersUnderTest under = open()) {
      byte[] tooLarge = png(under.largestUpload() + 1);
      refused(
          ErrorCode.TOO_LARGE,
          () ->
              under
                  .orders()
                  .upload(OrderRequests.someCustomer(), new ByteArrayInputStream(tooLarge)));
      byte[] largest = png(under.largestUpload());
      under.orders().upload(OrderRequests.someCustomer(), new ByteArrayInputStream(largest));
    }
  }

  private static GeneratedImage image(OrdersUnderTest under, String prompt) throws Exception {
    return ended(under.orders(), OrderRequests.of(OrderRequests.someCustomer(), prompt))
        .readyImages()
        .get(0);
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
