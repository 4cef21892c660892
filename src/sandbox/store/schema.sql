-- The only place of DDL: all state of the sandbox. One section per service, in alphabetical order.
-- STRICT tables; times are milliseconds since the epoch; documents are JSON text; every row belongs to an account.
-- Runs at each start: every statement says IF NOT EXISTS. A change of an existing table raises kSchemaVersion
-- (store.cpp) and brings its step from the version before.

-- CloudFormation. A stack's resources, events and custom resource requests go with its id; deleted stacks stay.
CREATE TABLE IF NOT EXISTS cloudformation_stacks (
  id TEXT NOT NULL PRIMARY KEY,          -- ARN
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  name TEXT NOT NULL,
  status TEXT NOT NULL,
  status_reason TEXT NOT NULL,
  creation_time INTEGER NOT NULL,
  last_updated_time INTEGER,
  deletion_time INTEGER,
  document TEXT NOT NULL                 -- JSON: definition, outputs, options, running operation
) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS cloudformation_living_stacks ON cloudformation_stacks (account, region, name)
  WHERE status <> 'DELETE_COMPLETE';

CREATE TABLE IF NOT EXISTS cloudformation_resources (
  stack_id TEXT NOT NULL,
  logical_id TEXT NOT NULL,
  position INTEGER NOT NULL,             -- in order of first creation
  status TEXT NOT NULL,
  status_reason TEXT NOT NULL,
  updated_at INTEGER NOT NULL,
  physical_id TEXT NOT NULL,             -- of the current state; "" while unknown
  change TEXT NOT NULL,                  -- by the running update: None, Added, Updated, Replaced, Removed
  current TEXT NOT NULL,                 -- JSON: ResourceState
  previous TEXT,                         -- JSON: ResourceState
  PRIMARY KEY (stack_id, logical_id)
) STRICT;
CREATE INDEX IF NOT EXISTS cloudformation_resources_by_physical_id ON cloudformation_resources (physical_id);

CREATE TABLE IF NOT EXISTS cloudformation_events (
  number INTEGER PRIMARY KEY,            -- grows with time
  stack_id TEXT NOT NULL,
  event_id TEXT NOT NULL,
  document TEXT NOT NULL,                -- JSON: as DescribeStackEvents shows it
  UNIQUE (stack_id, event_id)
) STRICT;
CREATE INDEX IF NOT EXISTS cloudformation_events_by_stack ON cloudformation_events (stack_id, number);

CREATE TABLE IF NOT EXISTS cloudformation_change_sets (
  id TEXT NOT NULL PRIMARY KEY,          -- ARN
  stack_id TEXT NOT NULL,
  name TEXT NOT NULL,
  status TEXT NOT NULL,
  execution_status TEXT NOT NULL,
  creation_time INTEGER NOT NULL,
  document TEXT NOT NULL,                -- JSON: definition, changes, options
  UNIQUE (stack_id, name)
) STRICT;

CREATE TABLE IF NOT EXISTS cloudformation_exports (
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  name TEXT NOT NULL,
  stack_id TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (account, region, name)
) STRICT;
CREATE TABLE IF NOT EXISTS cloudformation_imports (
  stack_id TEXT NOT NULL,
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  name TEXT NOT NULL,                    -- of the export
  PRIMARY KEY (stack_id, name)
) STRICT;

-- What custom resources were asked and have not been done with: a request's answer works exactly once.
CREATE TABLE IF NOT EXISTS cloudformation_custom_requests (
  request_id TEXT NOT NULL PRIMARY KEY,
  stack_id TEXT NOT NULL,
  logical_id TEXT NOT NULL,
  request TEXT NOT NULL,                 -- JSON: the event without its ResponseURL
  response TEXT,                         -- the body as it was put
  UNIQUE (stack_id, logical_id)
) STRICT;
-- The key that signs response URLs: one row, made at first use.
CREATE TABLE IF NOT EXISTS cloudformation_response_key (
  access_key_id TEXT NOT NULL PRIMARY KEY,
  secret_access_key TEXT NOT NULL
) STRICT;

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

-- AWS Lambda
-- `configuration` is FunctionConfiguration as on the wire; `code` is the zip's bytes; `policy` the statements.
CREATE TABLE IF NOT EXISTS lambda_function (
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  name TEXT NOT NULL,
  configuration TEXT NOT NULL,
  code TEXT NOT NULL,
  policy TEXT NOT NULL DEFAULT '[]',
  policy_revision TEXT NOT NULL DEFAULT '',
  tags TEXT NOT NULL DEFAULT '{}',
  event_invoke_config TEXT,
  reserved_concurrency INTEGER,
  PRIMARY KEY (account, region, name)
) STRICT;
-- Accepted asynchronous invocations that have not ended.
CREATE TABLE IF NOT EXISTS lambda_event (
  request_id TEXT PRIMARY KEY,
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  function TEXT NOT NULL,
  payload TEXT NOT NULL,
  client_context TEXT NOT NULL,
  received INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  next_attempt INTEGER NOT NULL
) STRICT;
