/** The way to orders that are handled by an AWS Lambda function. */
@NullMarked
package org.imageorders.lambda.client;

import org.jspecify.annotations.NullMarked;
