/**
 * Stores in a relational database: PostgreSQL for several machines, SQLite for one. They use {@code
 * java.sql} alone; the driver, and a pool if there is one, are the caller's.
 */
@NullMarked
package org.imageorders.store.jdbc;

import org.jspecify.annotations.NullMarked;
