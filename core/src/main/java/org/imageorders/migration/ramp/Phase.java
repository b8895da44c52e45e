package org.imageorders.migration.ramp;

/** What a ramp is at. */
public enum Phase {
  /** It was never started. */
  NOT_STARTED,

  /** It judges a step. */
  RAMPING,

  /** The candidate failed, and gets no new orders until a person starts the ramp again. */
  ROLLED_BACK,

  /** Somebody else has changed the stage, and the ramp leaves it so until it is started again. */
  HELD,

  /** The last step has passed. */
  DONE
}
