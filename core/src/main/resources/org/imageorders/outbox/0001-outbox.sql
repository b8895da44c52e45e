-- Orders on their way to where they are handled. PostgreSQL, MariaDB and SQLite; what stands in /*! */ only MariaDB reads.
-- Times are microseconds since 1970-01-01T00:00:00Z.

CREATE TABLE IF NOT EXISTS imageorders_outbox_schema (
  version INT NOT NULL PRIMARY KEY,
  major INT NOT NULL -- libraries of a lower major number cannot use it
);

-- An order is PENDING, HANDED_OVER, or FAILED or CANCELLED here.
CREATE TABLE IF NOT EXISTS imageorders_outbox (
  name VARCHAR(32) NOT NULL, -- of the outbox
  id VARCHAR(40) NOT NULL,
  customer VARCHAR(200) NOT NULL,
  placed_at BIGINT NOT NULL, -- later than that of any order that the customer had placed before
  fingerprint VARCHAR(100) NOT NULL,
  request TEXT/*!(16777215)*/ NOT NULL, -- JSON
  deadline BIGINT,
  state VARCHAR(16) NOT NULL,
  due_at BIGINT NOT NULL, -- when there is something to do for it next; also the end of a relay's lease
  tries INT NOT NULL, -- also the fence
  doubt INT NOT NULL, -- 1 if a try was not answered: the order may be there
  failure_code VARCHAR(100), -- of the last try
  failure_message TEXT,
  ended_at BIGINT,
  position BIGINT, -- in the feed, if it ended here
  PRIMARY KEY (name, id)
)/*! CHARACTER SET utf8mb4 COLLATE utf8mb4_bin */;
CREATE INDEX IF NOT EXISTS imageorders_outbox_by_due ON imageorders_outbox (name, state, due_at);
CREATE INDEX IF NOT EXISTS imageorders_outbox_of_customer ON imageorders_outbox (name, state, customer, placed_at, id);
CREATE INDEX IF NOT EXISTS imageorders_outbox_by_time ON imageorders_outbox (name, placed_at, id);
CREATE INDEX IF NOT EXISTS imageorders_outbox_last ON imageorders_outbox (name, customer, placed_at);
CREATE INDEX IF NOT EXISTS imageorders_outbox_told ON imageorders_outbox (name, position);

-- Positions have no gaps and become visible in order, because whoever ends an order holds its feed's row.
CREATE TABLE IF NOT EXISTS imageorders_outbox_feeds (
  name VARCHAR(32) NOT NULL PRIMARY KEY,
  position BIGINT NOT NULL -- of the last that ended
);

INSERT INTO imageorders_outbox_schema (version, major) VALUES (1, 1);
