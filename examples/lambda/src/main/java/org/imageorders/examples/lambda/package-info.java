/** The Lambda function, and a command that runs it on this machine. */
@NullMarked
package org.imageorders.examples.lambda;

import org.jspecify.annotations.NullMarked;
