/** Contract tests and fakes. */
module org.imageorders.testkit {
  requires transitive org.imageorders.core;
  requires transitive org.junit.jupiter.api;
  requires org.assertj.core;
  requires static transitive org.jspecify;

  exports org.imageorders.testkit;
}
