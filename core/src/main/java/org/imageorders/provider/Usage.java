package org.imageorders.provider;

import org.imageorders.Money;
import org.jspecify.annotations.Nullable;

/**
 * What a call used.
 *
 * @param inputTokens tokens of prompt and source images; 0 where the provider does not count them
 * @param outputTokens tokens of the images made; 0 where the provider does not count them
 * @param cost what it costs by the provider's prices; null where that is not known, and the
 *     estimate stands
 */
public record Usage(long inputTokens, long outputTokens, @Nullable Money cost) {}
