package org.imageorders;

/**
 * Why an image, an attempt or an order failed.
 *
 * @param code for programs
 * @param message for people; never a secret
 */
public record Failure(ErrorCode code, String message) {

  @Override
  public String toString() {
    return code + ": " + message;
  }
}
