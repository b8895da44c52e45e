package org.imageorders.migration;

import java.nio.ByteBuffer;
import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;

/**
 * A part of all customers, in steps of 0.01 %.
 *
 * @param hundredths hundredths of a percent, 0 to 10,000
 */
public record Share(int hundredths) {

  /** No customer. */
  public static final Share NONE = new Share(0);

  /** Every customer. */
  public static final Share ALL = new Share(10_000);

  private static final int BUCKETS = 10_000;

  /**
   * Takes a share.
   *
   * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if it is below 0 or above 10,000
   */
  public Share {
    if (hundredths < 0 || hundredths > BUCKETS) {
      throw ImageOrderException.invalid(
          "share", hundredths, "use 0 to 10000 hundredths of a percent");
    }
  }

  /**
   * A share in percent, such as 12.5.
   *
   * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if it is below 0, above 100, or
   *     finer than 0.01
   */
  public static Share percent(double percent) {
    long hundredths = Math.round(percent * 100);
    // What a decimal such as 0.29 loses as a double is far below this.
    if (!(Math.abs(percent * 100 - hundredths) < 1e-6) || hundredths < 0 || hundredths > BUCKETS) {
      throw ImageOrderException.invalid("share", percent, "use 0 to 100 percent in steps of 0.01");
    }
    return new Share((int) hundredths);
  }

  /**
   * Whether a customer is in it. Whoever is in a share is in every larger one of the same salt;
   * shares of different salts have nothing to do with each other.
   *
   * @param salt what the customers are mixed with before they are put into 10,000 buckets, by
   *     SHA-256
   */
  public boolean includes(String salt, String customer) {
    long mixed = ByteBuffer.wrap(Hash.of(salt, customer)).getLong();
    return Long.remainderUnsigned(mixed, BUCKETS) < hundredths;
  }

  /** In percent, such as {@code 12.50 %}. */
  @Override
  public String toString() {
    int rest = hundredths % 100;
    return hundredths / 100 + (rest < 10 ? ".0" : ".") + rest + " %";
  }
}
