/**
 * Requests and responses of the shape of HTTP as payload format 2.0 of AWS Lambda, which HTTP APIs
 * of API Gateway, function URLs, and direct invocations use.
 */
@NullMarked
package org.imageorders.lambda.payload;

import org.jspecify.annotations.NullMarked;
