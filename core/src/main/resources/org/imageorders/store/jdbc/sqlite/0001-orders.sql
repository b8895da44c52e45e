-- Orders, their tasks, their feed, and small documents. SQLite 3.42 or later.
-- Times are microseconds since 1970-01-01T00:00:00Z. Amounts are text, to stay exact.

CREATE TABLE imageorders_schema (
  version INTEGER PRIMARY KEY,
  major INTEGER NOT NULL, -- libraries of a lower major number cannot use it
  checksum TEXT -- of this file, if createSchema() ran it
);

CREATE TABLE imageorders_orders (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  tenant TEXT NOT NULL,
  customer TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  request TEXT NOT NULL, -- JSON
  status TEXT NOT NULL,
  version INTEGER NOT NULL,
  images INTEGER NOT NULL,
  remaining INTEGER NOT NULL, -- images neither ready nor failed
  events INTEGER NOT NULL, -- told so far
  told_after INTEGER NOT NULL, -- the position in its partition that they come after
  currency TEXT NOT NULL,
  spent TEXT NOT NULL,
  reserved TEXT NOT NULL,
  at_risk TEXT NOT NULL,
  failure_code TEXT,
  failure_message TEXT,
  accepted_at INTEGER NOT NULL,
  started_at INTEGER,
  ended_at INTEGER,
  deadline INTEGER -- null once it has ended
);
CREATE INDEX imageorders_orders_of_tenant ON imageorders_orders (tenant, seq);
CREATE INDEX imageorders_orders_of_customer ON imageorders_orders (tenant, customer, seq);
-- For budgets: who places holds up everybody.
CREATE INDEX imageorders_orders_by_end ON imageorders_orders (tenant, customer, ended_at);
CREATE INDEX imageorders_orders_by_deadline ON imageorders_orders (deadline) WHERE deadline IS NOT NULL;

-- What is left of a removed order.
CREATE TABLE imageorders_tombstones (
  id TEXT PRIMARY KEY,
  tenant TEXT NOT NULL,
  fingerprint TEXT NOT NULL
);

-- A task that has not ended: READY, RUNNING, or STOPPED (it runs, and its order has ended). The alarm is when it falls
-- due, or when its lease runs out; a READY or RUNNING task without one can be claimed.
CREATE TABLE imageorders_tasks (
  order_seq INTEGER,
  number INTEGER,
  queue TEXT NOT NULL,
  rank REAL NOT NULL,
  spec INTEGER NOT NULL,
  first_image INTEGER NOT NULL,
  images INTEGER NOT NULL,
  estimate TEXT NOT NULL, -- per image
  state TEXT NOT NULL,
  attempts INTEGER NOT NULL, -- also the fence: a worker holds the attempt that it opened
  alarm INTEGER,
  deadline INTEGER,
  PRIMARY KEY (order_seq, number)
) WITHOUT ROWID;
CREATE INDEX imageorders_tasks_to_claim ON imageorders_tasks (queue, rank, order_seq, number) WHERE alarm IS NULL;
CREATE INDEX imageorders_tasks_by_alarm ON imageorders_tasks (queue, alarm) WHERE alarm IS NOT NULL;

CREATE TABLE imageorders_queues (
  name TEXT PRIMARY KEY,
  rank REAL NOT NULL -- the highest that was claimed, or nearly
);

-- The last rank of each customer in each queue.
CREATE TABLE imageorders_ranks (
  tenant TEXT,
  customer TEXT,
  queue TEXT,
  cost REAL NOT NULL, -- by which it was moved last
  rank REAL NOT NULL,
  PRIMARY KEY (tenant, customer, queue)
) WITHOUT ROWID;

CREATE TABLE imageorders_attempts (
  order_seq INTEGER,
  task INTEGER,
  number INTEGER,
  provider TEXT NOT NULL,
  model TEXT,
  outcome TEXT NOT NULL,
  images INTEGER NOT NULL,
  cost TEXT NOT NULL, -- in the order's currency
  failure_code TEXT,
  failure_message TEXT,
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  PRIMARY KEY (order_seq, task, number)
) WITHOUT ROWID;

-- The ledger of orders that were removed: attempts that have all of this in common. A customer who was forgotten has no
-- name.
CREATE TABLE imageorders_sums (
  tenant TEXT,
  customer TEXT,
  day INTEGER, -- since 1970-01-01, in UTC, on which they began
  provider TEXT,
  outcome TEXT,
  currency TEXT,
  cost TEXT, -- of each
  calls INTEGER NOT NULL,
  images INTEGER NOT NULL, -- of all
  PRIMARY KEY (tenant, customer, day, provider, outcome, currency, cost)
);

-- The places of an order that are decided, or have a preview.
CREATE TABLE imageorders_images (
  order_seq INTEGER,
  place INTEGER,
  result TEXT NOT NULL, -- JSON
  PRIMARY KEY (order_seq, place)
) WITHOUT ROWID;

-- The feed. An order's events are in one partition, chosen by its id; positions have no gaps and become visible in order,
-- because whoever writes events is the only one who writes.
CREATE TABLE imageorders_partitions (
  number INTEGER PRIMARY KEY,
  position INTEGER NOT NULL, -- of the last event
  at INTEGER NOT NULL, -- when that was
  open_tasks INTEGER NOT NULL -- of the orders of this partition
);

CREATE TABLE imageorders_events (
  part INTEGER,
  position INTEGER,
  at INTEGER NOT NULL, -- never goes back within a partition
  tenant TEXT NOT NULL,
  order_id TEXT NOT NULL,
  event TEXT NOT NULL, -- JSON
  PRIMARY KEY (part, position)
);

-- Which feed this is: a cursor of another one is refused.
CREATE TABLE imageorders_feed (
  id TEXT PRIMARY KEY
);

CREATE TABLE imageorders_documents (
  version INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  text TEXT NOT NULL
);

INSERT INTO imageorders_feed (id) SELECT lower(hex(randomblob(16)));
INSERT INTO imageorders_partitions (number, position, at, open_tasks)
  WITH RECURSIVE part(number) AS (SELECT 0 UNION ALL SELECT number + 1 FROM part WHERE number < 63)
  SELECT number, 0, 0, 0 FROM part;
INSERT INTO imageorders_schema (version, major) VALUES (1, 1);
