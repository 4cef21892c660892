-- The only place of DDL: all state of the sandbox. One section per service, in alphabetical order.
-- STRICT tables; times are milliseconds since the epoch; documents are JSON text; every row belongs to an account.
-- Runs at each start: every statement says IF NOT EXISTS. A change of an existing table raises kSchemaVersion
-- (store.cpp) and brings its step from the version before.

-- CloudWatch Logs
CREATE TABLE IF NOT EXISTS log_group (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  name TEXT NOT NULL,
  creation_time INTEGER NOT NULL,
  retention_days INTEGER,
  class TEXT NOT NULL DEFAULT 'STANDARD',
  stored_bytes INTEGER NOT NULL DEFAULT 0,
  UNIQUE (account, region, name)
) STRICT;
CREATE TABLE IF NOT EXISTS log_stream (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  group_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  creation_time INTEGER NOT NULL,
  first_event_time INTEGER,
  last_event_time INTEGER,
  last_ingestion_time INTEGER,
  sequence INTEGER NOT NULL DEFAULT 1,
  UNIQUE (group_id, name)
) STRICT;
CREATE TABLE IF NOT EXISTS log_event (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  stream_id INTEGER NOT NULL,
  time INTEGER NOT NULL,
  ingestion_time INTEGER NOT NULL,
  message TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS log_event_in_time ON log_event (stream_id, time, id);
CREATE TABLE IF NOT EXISTS log_group_tag (
  group_id INTEGER NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (group_id, key)
) STRICT, WITHOUT ROWID;
