/** Orders for generated images as a service across HTTP. */
module org.imageorders.http.server {
  requires transitive org.imageorders.core;
  requires org.eclipse.jetty.http;
  requires org.eclipse.jetty.io;
  requires org.eclipse.jetty.server;
  requires org.eclipse.jetty.util;
  requires org.slf4j;
  requires static transitive org.jspecify;

  exports org.imageorders.http.server;
}
