/**
 * Orders for generated images: vocabulary, seams, engine, wire protocol, and the stores that need
 * only the JDK.
 */
module org.imageorders.core {
  requires com.fasterxml.jackson.core;
  requires com.fasterxml.jackson.databind;
  requires transitive java.sql;
  requires org.slf4j;
  requires static java.desktop;
  requires static transitive org.jspecify;

  exports org.imageorders;
  exports org.imageorders.consume;
  exports org.imageorders.engine;
  exports org.imageorders.migration;
  exports org.imageorders.migration.compare;
  exports org.imageorders.migration.ramp;
  exports org.imageorders.migration.shadow;
  exports org.imageorders.outbox;
  exports org.imageorders.provider;
  exports org.imageorders.provider.offline;
  exports org.imageorders.store;
  exports org.imageorders.store.file;
  exports org.imageorders.store.jdbc;
  exports org.imageorders.store.memory;
  exports org.imageorders.transport;
}
