/** Images by OpenAI's API, by Azure OpenAI, or by any server of the same shape. */
@NullMarked
package org.imageorders.openai;

import org.jspecify.annotations.NullMarked;
