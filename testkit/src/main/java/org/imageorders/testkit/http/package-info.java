/**
 * HTTP/1.1 on bare sockets, for servers that misbehave on the wire on purpose. Not exported: part
 * of {@link org.imageorders.testkit.FakeImageApi}.
 */
@NullMarked
package org.imageorders.testkit.http;

import org.jspecify.annotations.NullMarked;
