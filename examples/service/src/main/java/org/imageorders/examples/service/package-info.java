/** The standalone service in one command. */
@NullMarked
package org.imageorders.examples.service;

import org.jspecify.annotations.NullMarked;
