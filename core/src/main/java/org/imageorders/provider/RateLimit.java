package org.imageorders.provider;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One reading of a limit, as a provider's answer tells it.
 *
 * @param unit what is limited, such as {@code images}, {@code requests} or {@code tokens}, per
 *     minute
 * @param limit how many a minute; null where it was not told
 * @param remaining how many are left now; null where it was not told
 * @param reset when all of the limit is free again, from now; null where it was not told
 */
public record RateLimit(
    String unit, @Nullable Long limit, @Nullable Long remaining, @Nullable Duration reset) {}
