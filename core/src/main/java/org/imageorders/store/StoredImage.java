package org.imageorders.store;

import org.imageorders.ImageId;

/**
 * An image that is kept.
 *
 * @param id under which it is kept
 * @param bytes its length
 * @param sha256 of its bytes, 64 lower-case hexadecimal digits
 */
public record StoredImage(ImageId id, long bytes, String sha256) {}
