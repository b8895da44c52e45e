package org.imageorders.store;

import org.imageorders.Money;

/**
 * One call of a new order.
 *
 * @param queue in which it waits; tasks of one queue never wait for those of another
 * @param spec the place of its spec in the request
 * @param firstImage the place, in the order, of the first image that it makes
 * @param images how many images it makes; they follow one another
 * @param estimatePerImage what an image should cost at most
 */
public record NewTask(String queue, int spec, int firstImage, int images, Money estimatePerImage) {

  /** What the task costs in the reckoning of fairness: its images. */
  public double cost() {
    return images;
  }
}
