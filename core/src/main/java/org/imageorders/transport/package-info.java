/**
 * Where an order is handled: the wire protocol, version 1, between a caller and whatever keeps
 * orders elsewhere.
 *
 * <p>{@code RemoteImageOrders} is the client's half, {@code OrderEndpoint} the server's. Between
 * them an {@link org.imageorders.transport.OrderTransport} carries messages of the shape of HTTP; a
 * new operation is a new path, so it changes no transport.
 */
@NullMarked
package org.imageorders.transport;

import org.jspecify.annotations.NullMarked;
