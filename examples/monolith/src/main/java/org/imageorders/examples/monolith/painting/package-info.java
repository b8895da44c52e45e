/** What both generators paint with, as two studios that use the same model. */
@NullMarked
package org.imageorders.examples.monolith.painting;

import org.jspecify.annotations.NullMarked;
