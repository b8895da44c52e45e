package org.imageorders.consume;

/** Where in the feed a consumer begins. */
public enum StartAt {
  /** With the first event that the feed still has. */
  BEGINNING,
  /** With what happens from now on. The feed is read through once to find its end. */
  NOW
}
