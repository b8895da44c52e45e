-- Orders, their tasks, their feed, and small documents. PostgreSQL 14 or later, in a database whose encoding is UTF8.
-- Times are microseconds since 1970-01-01T00:00:00Z. Names compare byte by byte.
-- The library deletes what belongs together itself: a foreign key would lock an order's row for every row of its parts.

CREATE TABLE imageorders_schema (
  version INT PRIMARY KEY,
  major INT NOT NULL, -- libraries of a lower major number cannot use it
  checksum TEXT -- of this file, if createSchema() ran it
);

CREATE TABLE imageorders_orders (
  seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id TEXT COLLATE "C" NOT NULL UNIQUE,
  tenant TEXT COLLATE "C" NOT NULL,
  customer TEXT COLLATE "C" NOT NULL,
  fingerprint TEXT NOT NULL,
  request TEXT NOT NULL, -- JSON
  status TEXT NOT NULL,
  version BIGINT NOT NULL,
  images INT NOT NULL,
  remaining INT NOT NULL, -- images neither ready nor failed
  events INT NOT NULL, -- told so far
  told_after BIGINT NOT NULL, -- the position in its partition that they come after
  currency TEXT NOT NULL,
  spent NUMERIC NOT NULL,
  reserved NUMERIC NOT NULL,
  at_risk NUMERIC NOT NULL,
  failure_code TEXT,
  failure_message TEXT,
  accepted_at BIGINT NOT NULL,
  started_at BIGINT,
  ended_at BIGINT,
  deadline BIGINT -- null once it has ended
) WITH (fillfactor = 80);
CREATE INDEX imageorders_orders_of_tenant ON imageorders_orders (tenant, seq);
CREATE INDEX imageorders_orders_of_customer ON imageorders_orders (tenant, customer, seq);
CREATE INDEX imageorders_orders_by_deadline ON imageorders_orders (deadline) WHERE deadline IS NOT NULL;

-- What is left of a removed order.
CREATE TABLE imageorders_tombstones (
  id TEXT COLLATE "C" PRIMARY KEY,
  tenant TEXT COLLATE "C" NOT NULL,
  fingerprint TEXT NOT NULL
);

-- A task that has not ended: READY, RUNNING, or STOPPED (it runs, and its order has ended). The alarm is when it falls
-- due, or when its lease runs out; a READY or RUNNING task without one can be claimed.
CREATE TABLE imageorders_tasks (
  order_seq BIGINT,
  number INT,
  queue TEXT COLLATE "C" NOT NULL,
  rank DOUBLE PRECISION NOT NULL,
  spec INT NOT NULL,
  first_image INT NOT NULL,
  images INT NOT NULL,
  estimate NUMERIC NOT NULL, -- per image
  state TEXT NOT NULL,
  attempts INT NOT NULL, -- also the fence: a worker holds the attempt that it opened
  alarm BIGINT,
  deadline BIGINT,
  PRIMARY KEY (order_seq, number)
) WITH (fillfactor = 80);
CREATE INDEX imageorders_tasks_to_claim ON imageorders_tasks (queue, rank, order_seq, number) WHERE alarm IS NULL;
CREATE INDEX imageorders_tasks_by_alarm ON imageorders_tasks (queue, alarm) WHERE alarm IS NOT NULL;

CREATE TABLE imageorders_queues (
  name TEXT COLLATE "C" PRIMARY KEY,
  rank DOUBLE PRECISION NOT NULL -- the highest that was claimed, or nearly
);

-- The last rank of each customer in each queue.
CREATE TABLE imageorders_ranks (
  tenant TEXT COLLATE "C",
  customer TEXT COLLATE "C",
  queue TEXT COLLATE "C",
  cost DOUBLE PRECISION NOT NULL, -- by which it was moved last
  rank DOUBLE PRECISION NOT NULL,
  PRIMARY KEY (tenant, customer, queue)
) WITH (fillfactor = 80);

CREATE TABLE imageorders_attempts (
  order_seq BIGINT,
  task INT,
  number INT,
  provider TEXT NOT NULL,
  model TEXT,
  outcome TEXT NOT NULL,
  images INT NOT NULL,
  cost NUMERIC NOT NULL, -- in the order's currency
  failure_code TEXT,
  failure_message TEXT,
  started_at BIGINT NOT NULL,
  ended_at BIGINT,
  PRIMARY KEY (order_seq, task, number)
) WITH (fillfactor = 80);

-- The ledger of orders that were removed: attempts that have all of this in common. A customer who was forgotten has no
-- name.
CREATE TABLE imageorders_sums (
  tenant TEXT COLLATE "C",
  customer TEXT COLLATE "C",
  day BIGINT, -- since 1970-01-01, in UTC, on which they began
  provider TEXT COLLATE "C",
  outcome TEXT COLLATE "C",
  currency TEXT COLLATE "C",
  cost NUMERIC, -- of each
  calls BIGINT NOT NULL,
  images BIGINT NOT NULL, -- of all
  PRIMARY KEY (tenant, customer, day, provider, outcome, currency, cost)
);

-- The places of an order that are decided, or have a preview.
CREATE TABLE imageorders_images (
  order_seq BIGINT,
  place INT,
  result TEXT NOT NULL, -- JSON
  PRIMARY KEY (order_seq, place)
);

-- The feed. An order's events are in one partition, chosen by its id; positions have no gaps and become visible in order,
-- because whoever writes events holds the partition's row until it commits.
CREATE TABLE imageorders_partitions (
  number INT PRIMARY KEY,
  position BIGINT NOT NULL, -- of the last event
  at BIGINT NOT NULL, -- when that was
  open_tasks BIGINT NOT NULL -- of the orders of this partition
) WITH (fillfactor = 10);

CREATE TABLE imageorders_events (
  part INT,
  position BIGINT,
  at BIGINT NOT NULL, -- never goes back within a partition
  tenant TEXT COLLATE "C" NOT NULL,
  order_id TEXT NOT NULL,
  event TEXT NOT NULL, -- JSON
  PRIMARY KEY (part, position)
);

-- Which feed this is: a cursor of another one is refused.
CREATE TABLE imageorders_feed (
  id TEXT PRIMARY KEY
);

CREATE TABLE imageorders_documents (
  version BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name TEXT COLLATE "C" NOT NULL UNIQUE,
  text TEXT NOT NULL
);

INSERT INTO imageorders_feed (id) SELECT CAST(gen_random_uuid() AS TEXT);
INSERT INTO imageorders_partitions (number, position, at, open_tasks)
  WITH RECURSIVE part(number) AS (SELECT 0 UNION ALL SELECT number + 1 FROM part WHERE number < 63)
  SELECT number, 0, 0, 0 FROM part;
INSERT INTO imageorders_schema (version, major) VALUES (1, 1);
