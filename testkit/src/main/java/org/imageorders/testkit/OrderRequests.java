package org.imageorders.testkit;

import java.time.Duration;
import java.util.UUID;
import org.imageorders.Background;
import org.imageorders.ImageFormat;
import org.imageorders.ImageId;
import org.imageorders.ImageSpec;
import org.imageorders.Money;
import org.imageorders.OrderRequest;
import org.imageorders.Quality;
import org.imageorders.UnknownOutcome;

/** Orders for tests, of small pictures; one line each. */
public final class OrderRequests {

  private static final int SIDE = 64;

  private OrderRequests() {}

  /** A customer's name that no other test uses. */
  public static String someCustomer() {
    return "customer-" + UUID.randomUUID();
  }

  /** One picture of each prompt, under a key of its own. */
  public static OrderRequest of(String customer, String... prompts) {
    return keyed(customer, UUID.randomUUID().toString(), prompts);
  }

  /** One picture of each prompt, under this key. */
  public static OrderRequest keyed(String customer, String idempotencyKey, String... prompts) {
    OrderRequest.Builder request = OrderRequest.builder(customer).idempotencyKey(idempotencyKey);
    for (String prompt : prompts) {
      request.spec(spec(prompt).build());
    }
    return request.build();
  }

  /** So many pictures of one prompt. */
  public static OrderRequest images(String customer, String prompt, int count) {
    return OrderRequest.builder(customer).spec(spec(prompt).count(count).build()).build();
  }

  /** A small picture. */
  public static ImageSpec.Builder spec(String prompt) {
    return ImageSpec.builder(prompt).size(SIDE, SIDE);
  }

  /** An order in which every field is set. */
  public static OrderRequest withEveryField(String customer, String prompt, ImageId source) {
    return OrderRequest.builder(customer)
        .idempotencyKey("every field, even a blank and an \u00e9, " + UUID.randomUUID())
        .spec(
            spec(prompt)
                .count(2)
                .quality(Quality.HIGH)
                .format(ImageFormat.PNG)
                .compression(80)
                .background(Background.OPAQUE)
                .model("model-1")
                .sourceImage(source)
                .mask(source)
                .previews(2)
                .providerOption("text", "\u00e9\"\n")
                .providerOption("flag", true)
                .providerOption("whole", 9_007_199_254_740_993L)
                .providerOption("double", 0.5)
                .build())
        .spec(ImageSpec.of(prompt))
        .priority(7)
        .deadline(Duration.ofHours(2))
        .ceiling(Money.usd("5.50"))
        .unknownOutcome(UnknownOutcome.FAIL)
        .metadata("cart", "17\u20ac")
        .metadata("empty", "")
        .build();
  }
}
