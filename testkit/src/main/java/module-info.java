/** Contract tests and fakes. */
module org.imageorders.testkit {
  requires transitive org.imageorders.core;
  requires transitive org.junit.jupiter.api;
  requires com.fasterxml.jackson.core;
  requires com.fasterxml.jackson.databind;
  requires org.assertj.core;
  requires static transitive org.jspecify;

  exports org.imageorders.testkit;
}
