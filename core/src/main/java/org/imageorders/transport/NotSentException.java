package org.imageorders.transport;

import java.io.IOException;

/** That a request certainly never left: nothing of it was sent. */
public final class NotSentException extends IOException {

  private static final long serialVersionUID = 1L;

  /** Says what kept the request back. */
  public NotSentException(String message, Throwable cause) {
    super(message, cause);
  }
}
