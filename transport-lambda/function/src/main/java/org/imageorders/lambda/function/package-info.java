/** Orders handled by an AWS Lambda function. */
@NullMarked
package org.imageorders.lambda.function;

import org.jspecify.annotations.NullMarked;
