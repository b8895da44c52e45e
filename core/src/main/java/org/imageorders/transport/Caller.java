package org.imageorders.transport;

import org.imageorders.ErrorCode;
import org.imageorders.ImageOrderException;

/**
 * Who sends a request, as the adapter around the endpoint has authenticated it.
 *
 * <p>Immutable.
 */
public final class Caller {

  private final String tenant;

  private Caller(String tenant) {
    this.tenant = tenant;
  }

  /**
   * A caller that acts for a tenant.
   *
   * @throws ImageOrderException {@link ErrorCode#INVALID_REQUEST} if the name is blank or longer
   *     than 200 characters
   */
  public static Caller of(String tenant) {
    if (tenant.isBlank() || tenant.length() > 200) {
      throw ImageOrderException.invalid("tenant", tenant, "use 1 to 200 characters");
    }
    return new Caller(tenant);
  }

  /** Whose orders it may see. */
  public String tenant() {
    return tenant;
  }

  @Override
  public String toString() {
    return "Caller[" + tenant + "]";
  }
}
