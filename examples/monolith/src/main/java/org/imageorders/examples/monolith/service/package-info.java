/** The image service, in a process of its own. */
@NullMarked
package org.imageorders.examples.monolith.service;

import org.jspecify.annotations.NullMarked;
