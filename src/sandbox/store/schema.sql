-- The only place of DDL: all state of the sandbox. One section per service, in alphabetical order.
-- STRICT tables; times are milliseconds since the epoch; documents are JSON text; every row belongs to an account.
-- Runs at each start: every statement says IF NOT EXISTS. A change of an existing table raises kSchemaVersion
-- (store.cpp) and brings its step from the version before.

-- What the tables were when they were last compared with this file (store.cpp).
CREATE TABLE IF NOT EXISTS schema_seal (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  digest TEXT NOT NULL,                  -- SHA-256 of this file
  tables INTEGER NOT NULL                -- PRAGMA schema_version, which changes with each change of a table
) STRICT;

-- Of several services: what has little more than a name (named_documents.h). Each kind is one service's: "ecr.repository".
CREATE TABLE IF NOT EXISTS named_document (
  kind TEXT NOT NULL,
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  name TEXT NOT NULL,
  created INTEGER NOT NULL,
  document TEXT NOT NULL,
  PRIMARY KEY (kind, account, region, name)
) STRICT, WITHOUT ROWID;

-- ECR. Repositories are named documents; here `repository` is the ARN of one.
CREATE TABLE IF NOT EXISTS ecr_image (
  repository TEXT NOT NULL,
  digest TEXT NOT NULL,
  media_type TEXT NOT NULL,
  artifact_type TEXT NOT NULL,           -- '' if it says none
  subject TEXT NOT NULL,                 -- digest of what it was attached to, or ''
  annotations TEXT NOT NULL,             -- JSON
  manifest TEXT NOT NULL,                -- as it was pushed, byte for byte
  layer_bytes INTEGER NOT NULL,
  pushed INTEGER NOT NULL,
  pulled INTEGER,
  scanned INTEGER,
  PRIMARY KEY (repository, digest)
) STRICT;
CREATE INDEX IF NOT EXISTS ecr_image_of_subject ON ecr_image (repository, subject) WHERE subject <> '';
CREATE TABLE IF NOT EXISTS ecr_image_tag (
  repository TEXT NOT NULL,
  tag TEXT NOT NULL,
  digest TEXT NOT NULL,
  PRIMARY KEY (repository, tag)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS ecr_image_tag_of_image ON ecr_image_tag (repository, digest);
-- What an image is made of: layers and configuration, or the images of an index.
CREATE TABLE IF NOT EXISTS ecr_image_part (
  repository TEXT NOT NULL,
  image TEXT NOT NULL,
  part TEXT NOT NULL,
  is_image INTEGER NOT NULL,
  media_type TEXT NOT NULL,
  PRIMARY KEY (repository, image, part)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS ecr_image_part_by_part ON ecr_image_part (repository, part);
-- Which layers a repository has; their bytes are files.
CREATE TABLE IF NOT EXISTS ecr_layer (
  repository TEXT NOT NULL,
  digest TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  used INTEGER NOT NULL,                 -- when it was pushed or last asked for, while it belongs to no image
  PRIMARY KEY (repository, digest)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS ecr_layer_by_digest ON ecr_layer (digest);
CREATE INDEX IF NOT EXISTS ecr_layer_by_use ON ecr_layer (used);
-- Passwords for the registry, by their SHA-256.
CREATE TABLE IF NOT EXISTS ecr_authorization_token (
  password_digest TEXT PRIMARY KEY,
  region TEXT NOT NULL,
  principal TEXT NOT NULL,               -- JSON
  expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS ecr_authorization_token_by_expiry ON ecr_authorization_token (expires);

-- EC2 Auto Scaling. Numbers of groups are not used twice: activities outlive their group.
CREATE TABLE IF NOT EXISTS autoscaling_groups (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  name TEXT NOT NULL,
  arn TEXT NOT NULL,
  created INTEGER NOT NULL,
  deleting INTEGER NOT NULL,
  document TEXT NOT NULL,                -- JSON: settings; members that begin with _ are the sandbox's own
  UNIQUE (account, region, name)
) STRICT;
CREATE INDEX IF NOT EXISTS autoscaling_groups_with_metrics ON autoscaling_groups (number)
  WHERE json_array_length(document, '$.EnabledMetrics') > 0;

CREATE TABLE IF NOT EXISTS autoscaling_tags (
  group_number INTEGER NOT NULL REFERENCES autoscaling_groups ON DELETE CASCADE,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  propagate INTEGER NOT NULL,
  PRIMARY KEY (group_number, key)
) STRICT;

-- Lifecycle hooks, policies, scheduled actions, instance refreshes, launches that are to be made.
CREATE TABLE IF NOT EXISTS autoscaling_parts (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  group_number INTEGER NOT NULL REFERENCES autoscaling_groups ON DELETE CASCADE,
  kind INTEGER NOT NULL,                 -- AutoScalingPartKind
  name TEXT NOT NULL,
  due INTEGER NOT NULL,                  -- when it is to act; 0 if it waits for nothing
  document TEXT NOT NULL,                -- JSON
  UNIQUE (group_number, kind, name)
) STRICT;
CREATE INDEX IF NOT EXISTS autoscaling_due_parts ON autoscaling_parts (kind, due) WHERE due > 0;

CREATE TABLE IF NOT EXISTS autoscaling_instances (
  id TEXT NOT NULL PRIMARY KEY,          -- EC2's
  group_number INTEGER NOT NULL REFERENCES autoscaling_groups ON DELETE CASCADE,
  state INTEGER NOT NULL,                -- LifecycleState
  zone TEXT NOT NULL,
  healthy INTEGER NOT NULL,
  protected INTEGER NOT NULL,
  due INTEGER NOT NULL,                  -- when something is to be done with it; 0: nothing
  document TEXT NOT NULL                 -- JSON: what it was launched from, its lifecycle actions
) STRICT;
CREATE INDEX IF NOT EXISTS autoscaling_instances_by_state ON autoscaling_instances (group_number, state, zone);
CREATE INDEX IF NOT EXISTS autoscaling_unhealthy_instances ON autoscaling_instances (group_number) WHERE healthy = 0;
CREATE INDEX IF NOT EXISTS autoscaling_due_instances ON autoscaling_instances (group_number, due) WHERE due > 0;

CREATE TABLE IF NOT EXISTS autoscaling_activities (
  number INTEGER PRIMARY KEY,            -- grows with time
  group_number INTEGER NOT NULL,
  id TEXT NOT NULL UNIQUE,
  description TEXT NOT NULL,
  cause TEXT NOT NULL,
  started INTEGER NOT NULL,
  ended INTEGER NOT NULL,                -- 0 while it goes on
  status TEXT NOT NULL,
  status_message TEXT NOT NULL,
  progress INTEGER NOT NULL,
  details TEXT NOT NULL                  -- JSON, as AWS gives it: a text
) STRICT;
CREATE INDEX IF NOT EXISTS autoscaling_activities_by_group
  ON autoscaling_activities (group_number, ended > 0, started DESC, number DESC);

CREATE TABLE IF NOT EXISTS autoscaling_activity_owners (
  group_number INTEGER PRIMARY KEY,
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  name TEXT NOT NULL,
  arn TEXT NOT NULL,
  deleted INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS autoscaling_activity_owners_by_account ON autoscaling_activity_owners (account, region);

CREATE TABLE IF NOT EXISTS autoscaling_launch_configurations (
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  name TEXT NOT NULL,
  arn TEXT NOT NULL,
  created INTEGER NOT NULL,
  document TEXT NOT NULL,
  PRIMARY KEY (account, region, name)
) STRICT;

-- Application Auto Scaling, of ECS services.
CREATE TABLE IF NOT EXISTS application_autoscaling_targets (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  resource_id TEXT NOT NULL,             -- service/CLUSTER/SERVICE
  created INTEGER NOT NULL,
  document TEXT NOT NULL,                -- JSON: bounds, tags; members that begin with _ are the sandbox's own
  UNIQUE (account, region, resource_id)
) STRICT;
-- Policies and scheduled actions.
CREATE TABLE IF NOT EXISTS application_autoscaling_parts (
  target INTEGER NOT NULL REFERENCES application_autoscaling_targets ON DELETE CASCADE,
  kind INTEGER NOT NULL,                 -- ScalingPartKind
  name TEXT NOT NULL,
  created INTEGER NOT NULL,
  due INTEGER NOT NULL,                  -- a scheduled action's next run, else 0
  document TEXT NOT NULL,
  PRIMARY KEY (target, kind, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS application_autoscaling_due_parts ON application_autoscaling_parts (due) WHERE due > 0;
CREATE TABLE IF NOT EXISTS application_autoscaling_activities (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  resource_id TEXT NOT NULL,
  started INTEGER NOT NULL,
  ended INTEGER NOT NULL,                -- 0 while it goes on
  document TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS application_autoscaling_activities_of_resource
  ON application_autoscaling_activities (account, region, resource_id, started);
CREATE INDEX IF NOT EXISTS application_autoscaling_activities_under_way
  ON application_autoscaling_activities (account, region, resource_id) WHERE ended = 0;
CREATE INDEX IF NOT EXISTS application_autoscaling_activities_by_time ON application_autoscaling_activities (started);

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
  WHERE deletion_time IS NULL;

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

-- Events that a stack's topics have not been told yet.
CREATE TABLE IF NOT EXISTS cloudformation_notifications (
  number INTEGER PRIMARY KEY,            -- grows with time
  region TEXT NOT NULL,
  topic TEXT NOT NULL,
  principal TEXT NOT NULL,               -- JSON: who publishes
  message TEXT NOT NULL
) STRICT;

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

-- What steps that take long have to know to go on after a restart, and signals that came for their resources.
CREATE TABLE IF NOT EXISTS cloudformation_steps (
  stack_id TEXT NOT NULL,
  logical_id TEXT NOT NULL,
  state TEXT NOT NULL,                   -- JSON
  PRIMARY KEY (stack_id, logical_id)
) STRICT;
CREATE TABLE IF NOT EXISTS cloudformation_signals (
  number INTEGER PRIMARY KEY,            -- grows with time
  stack_id TEXT NOT NULL,
  logical_id TEXT NOT NULL,
  unique_id TEXT NOT NULL,
  is_success INTEGER NOT NULL,
  is_taken INTEGER NOT NULL,             -- counts, and its event is written
  UNIQUE (stack_id, logical_id, unique_id)
) STRICT;

-- Handles of wait conditions, and what was put at their URLs.
CREATE TABLE IF NOT EXISTS cloudformation_wait_handles (
  id TEXT NOT NULL PRIMARY KEY           -- STACK-ARN/UUID/LOGICAL-ID
) STRICT;
CREATE TABLE IF NOT EXISTS cloudformation_wait_signals (
  number INTEGER PRIMARY KEY,            -- grows with time
  handle TEXT NOT NULL REFERENCES cloudformation_wait_handles ON DELETE CASCADE,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS cloudformation_wait_signals_by_handle ON cloudformation_wait_signals (handle, number);

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

-- Stack sets. Deleted ones stay, and so do their operations.
CREATE TABLE IF NOT EXISTS cloudformation_stack_sets (
  id TEXT NOT NULL PRIMARY KEY,          -- NAME:UUID
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  name TEXT NOT NULL,
  is_active INTEGER NOT NULL,
  is_service_managed INTEGER NOT NULL,
  document TEXT NOT NULL                 -- JSON: definition, targets of automatic deployment
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS cloudformation_stack_sets_by_name ON cloudformation_stack_sets (account, region, name);
CREATE TABLE IF NOT EXISTS cloudformation_stack_instances (
  stack_set_id TEXT NOT NULL,
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  organizational_unit TEXT NOT NULL,
  stack_name TEXT NOT NULL,
  stack_id TEXT NOT NULL,                -- "" until there is a stack
  status TEXT NOT NULL,
  detailed_status TEXT NOT NULL,
  reason TEXT NOT NULL,
  last_operation TEXT NOT NULL,
  overrides TEXT NOT NULL,               -- JSON
  PRIMARY KEY (stack_set_id, account, region)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS cloudformation_stack_set_operations (
  number INTEGER PRIMARY KEY,            -- grows with time
  stack_set_id TEXT NOT NULL,
  id TEXT NOT NULL,
  action TEXT NOT NULL,
  status TEXT NOT NULL,
  status_reason TEXT NOT NULL,
  created INTEGER NOT NULL,
  ended INTEGER,
  document TEXT NOT NULL,                -- JSON: preferences, targets, roles
  UNIQUE (stack_set_id, id)
) STRICT;
CREATE INDEX IF NOT EXISTS cloudformation_stack_set_operations_open ON cloudformation_stack_set_operations (number)
  WHERE ended IS NULL;
CREATE TABLE IF NOT EXISTS cloudformation_stack_set_results (
  operation INTEGER NOT NULL,
  position INTEGER NOT NULL,             -- in the order of their turn
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  organizational_unit TEXT NOT NULL,
  status TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (operation, position)
) STRICT, WITHOUT ROWID;

-- EC2. Ids are unique in all accounts and Regions. What a Describe operation shows is in the document.
CREATE TABLE IF NOT EXISTS ec2_resources (
  number INTEGER PRIMARY KEY,            -- grows with time
  id TEXT NOT NULL UNIQUE,
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  kind TEXT NOT NULL,                    -- as TagSpecification's ResourceType: vpc, subnet, instance
  scope TEXT NOT NULL,                   -- id of what it belongs to, or ''
  document TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS ec2_resources_by_kind ON ec2_resources (kind, region, account);
CREATE INDEX IF NOT EXISTS ec2_resources_by_scope ON ec2_resources (scope, kind);
CREATE TABLE IF NOT EXISTS ec2_tags (
  resource_id TEXT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (resource_id, key)
) STRICT, WITHOUT ROWID;

-- Accounts and Regions that have had their first EC2 call, and with it a default VPC.
CREATE TABLE IF NOT EXISTS ec2_places (
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  PRIMARY KEY (account, region)
) STRICT, WITHOUT ROWID;
-- Free addresses as runs, so that taking the next one costs the same in a full subnet as in an empty one. A pool is a
-- subnet's id, or 'public'. Addresses are numbers.
CREATE TABLE IF NOT EXISTS ec2_pools (
  pool TEXT PRIMARY KEY,
  available INTEGER NOT NULL             -- sum of its runs
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS ec2_free_addresses (
  pool TEXT NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  PRIMARY KEY (pool, first)
) STRICT, WITHOUT ROWID;
-- Network interfaces: a table of their own, for there are many and they are looked for by what they hang on.
CREATE TABLE IF NOT EXISTS ec2_interfaces (
  number INTEGER PRIMARY KEY,            -- grows with time
  id TEXT NOT NULL UNIQUE,
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  vpc TEXT NOT NULL,
  subnet TEXT NOT NULL,
  type TEXT NOT NULL,                    -- interface, trunk, branch, nat_gateway
  attachment TEXT NOT NULL,              -- id, or '' while it is attached to nothing
  instance TEXT NOT NULL,                -- whose it is, or ''
  device_index INTEGER NOT NULL,         -- on that instance
  trunk TEXT NOT NULL,                   -- of an associated branch, or ''
  vlan_id INTEGER NOT NULL,
  trunk_association TEXT NOT NULL,
  document TEXT NOT NULL                 -- what Describe shows but for tags
) STRICT;
CREATE INDEX IF NOT EXISTS ec2_interfaces_by_place ON ec2_interfaces (account, region);
CREATE INDEX IF NOT EXISTS ec2_interfaces_by_vpc ON ec2_interfaces (vpc);
CREATE INDEX IF NOT EXISTS ec2_interfaces_by_subnet ON ec2_interfaces (subnet);
CREATE INDEX IF NOT EXISTS ec2_interfaces_by_instance ON ec2_interfaces (instance) WHERE instance <> '';
CREATE INDEX IF NOT EXISTS ec2_interfaces_by_attachment ON ec2_interfaces (attachment) WHERE attachment <> '';
CREATE INDEX IF NOT EXISTS ec2_interfaces_by_trunk ON ec2_interfaces (trunk, vlan_id) WHERE trunk <> '';
CREATE INDEX IF NOT EXISTS ec2_interfaces_by_trunk_association ON ec2_interfaces (trunk_association)
  WHERE trunk_association <> '';
CREATE TABLE IF NOT EXISTS ec2_interface_groups (
  group_id TEXT NOT NULL,
  interface_id TEXT NOT NULL,
  PRIMARY KEY (group_id, interface_id)
) STRICT, WITHOUT ROWID;
-- Private addresses of both families.
CREATE TABLE IF NOT EXISTS ec2_interface_addresses (
  address TEXT NOT NULL,
  subnet TEXT NOT NULL,
  interface_id TEXT NOT NULL,
  PRIMARY KEY (address, subnet)
) STRICT, WITHOUT ROWID;

-- Instances on the way to their next state, and terminated ones until they are forgotten.
CREATE TABLE IF NOT EXISTS ec2_instance_transitions (
  instance TEXT NOT NULL PRIMARY KEY,
  due INTEGER NOT NULL                   -- milliseconds since the epoch
) STRICT, WITHOUT ROWID;
-- What instances have written to their consoles.
CREATE TABLE IF NOT EXISTS ec2_consoles (
  instance TEXT NOT NULL PRIMARY KEY,
  output TEXT NOT NULL,
  updated INTEGER NOT NULL               -- milliseconds since the epoch
) STRICT, WITHOUT ROWID;

-- Hosts: what the simulated machine of an instance keeps on its disk, and how far it has come.
CREATE TABLE IF NOT EXISTS hosts (
  instance TEXT NOT NULL PRIMARY KEY,
  phase TEXT NOT NULL,                   -- off, booting, starting, joined, ended
  is_booted INTEGER NOT NULL,            -- whether the user data has been carried out
  settings TEXT NOT NULL,                -- /etc/ecs/ecs.config
  container_instance_arn TEXT NOT NULL,  -- '' until it has joined
  agent TEXT NOT NULL,                   -- image, installed, none
  boots_begun INTEGER NOT NULL           -- since one came to its end
) STRICT, WITHOUT ROWID;

-- ECS. principal_arn is a user's, a role's or the account root's; root's records are the account's defaults.
CREATE TABLE IF NOT EXISTS ecs_account_setting (
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  principal_arn TEXT NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (account, region, principal_arn, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS ecs_clusters (
  number INTEGER PRIMARY KEY,
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  name TEXT NOT NULL,
  arn TEXT NOT NULL,
  status TEXT NOT NULL,                  -- ACTIVE, INACTIVE
  container_instances INTEGER NOT NULL,  -- these five are changed by differences
  running_tasks INTEGER NOT NULL,
  pending_tasks INTEGER NOT NULL,
  active_services INTEGER NOT NULL,
  draining_services INTEGER NOT NULL,
  document TEXT NOT NULL,
  UNIQUE (account, region, name)
) STRICT;
-- Those of Auto Scaling groups; FARGATE and FARGATE_SPOT are in every account. Which are a cluster's is in its document.
CREATE TABLE IF NOT EXISTS ecs_capacity_providers (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  name TEXT NOT NULL,
  arn TEXT NOT NULL,
  group_name TEXT NOT NULL,              -- of Auto Scaling
  document TEXT NOT NULL,                -- autoScalingGroupProvider, updateStatus, updateStatusReason
  UNIQUE (account, region, name)
) STRICT;
CREATE INDEX IF NOT EXISTS ecs_capacity_providers_of_group
  ON ecs_capacity_providers (account, region, group_name);
-- What ECS makes on the Auto Scaling group of a cluster's capacity provider.
CREATE TABLE IF NOT EXISTS ecs_capacity_attachments (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  cluster INTEGER NOT NULL,
  provider INTEGER NOT NULL,             -- may be gone while the attachment is being deleted
  provider_name TEXT NOT NULL,
  group_name TEXT NOT NULL,
  type TEXT NOT NULL,                    -- as_policy, managed_draining
  name TEXT NOT NULL,                    -- of the policy, of the hook
  status TEXT NOT NULL,                  -- PRECREATED, CREATED, DELETING, FAILED
  is_due INTEGER NOT NULL                -- there is something to do for it
) STRICT;
CREATE INDEX IF NOT EXISTS ecs_capacity_attachments_of_cluster ON ecs_capacity_attachments (cluster);
CREATE INDEX IF NOT EXISTS ecs_capacity_attachments_of_provider ON ecs_capacity_attachments (provider);
-- Narrow on purpose: a start reads 100 000 of them to know all that is left on the hosts. EcsHostStatus is the status.
CREATE TABLE IF NOT EXISTS ecs_container_instances (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  cluster INTEGER NOT NULL,
  id TEXT NOT NULL UNIQUE,               -- the end of its ARN
  ec2_instance_id TEXT NOT NULL,
  instance_type TEXT NOT NULL,
  availability_zone TEXT NOT NULL,
  vpc_id TEXT NOT NULL,
  subnet_id TEXT NOT NULL,
  status INTEGER NOT NULL,
  status_since INTEGER NOT NULL,
  agent_connected INTEGER NOT NULL,
  agent_version TEXT NOT NULL,
  registered_at INTEGER NOT NULL,
  version INTEGER NOT NULL,
  registered_cpu INTEGER NOT NULL,
  registered_memory_mib INTEGER NOT NULL,
  registered_interfaces INTEGER NOT NULL,
  remaining_cpu INTEGER NOT NULL,
  remaining_memory_mib INTEGER NOT NULL,
  remaining_interfaces INTEGER NOT NULL,
  running_tasks INTEGER NOT NULL,
  pending_tasks INTEGER NOT NULL,
  attribute_set INTEGER NOT NULL,        -- the same for hosts that are alike
  own_attributes TEXT NOT NULL,          -- those whose values no other host has
  reserved_ports TEXT NOT NULL,          -- "22 2375 53/udp"
  task_ports TEXT NOT NULL,
  document TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS ecs_attribute_sets (
  number INTEGER PRIMARY KEY,
  attributes TEXT NOT NULL UNIQUE        -- JSON: {"name": "value" or null}
) STRICT;
CREATE INDEX IF NOT EXISTS ecs_container_instances_of_cluster ON ecs_container_instances (cluster);
CREATE INDEX IF NOT EXISTS ecs_container_instances_of_ec2 ON ecs_container_instances (ec2_instance_id);
CREATE INDEX IF NOT EXISTS ecs_container_instances_under_way ON ecs_container_instances (status)
  WHERE status NOT IN (2, 3);            -- neither ACTIVE nor DRAINING
CREATE TABLE IF NOT EXISTS ecs_task_definition_families (
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  family TEXT NOT NULL,
  last_revision INTEGER NOT NULL,        -- numbers are never used again
  PRIMARY KEY (account, region, family)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS ecs_task_definitions (
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  family TEXT NOT NULL,
  revision INTEGER NOT NULL,
  arn TEXT NOT NULL UNIQUE,
  status TEXT NOT NULL,                  -- ACTIVE, INACTIVE, DELETE_IN_PROGRESS
  registered INTEGER NOT NULL,
  deregistered INTEGER,
  delete_requested INTEGER,
  registered_by TEXT NOT NULL,
  document TEXT NOT NULL,
  PRIMARY KEY (account, region, family, revision)
) STRICT, WITHOUT ROWID;
-- Of resources of all kinds.
CREATE TABLE IF NOT EXISTS ecs_tags (
  resource_arn TEXT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (resource_arn, key)
) STRICT, WITHOUT ROWID;

-- CloudWatch. A metric's dimensions are JSON: [["Name","Value"],…], in the order of names.
CREATE TABLE IF NOT EXISTS monitoring_metric (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  namespace TEXT NOT NULL,
  name TEXT NOT NULL,
  dimensions TEXT NOT NULL,
  points INTEGER NOT NULL DEFAULT 0,
  latest_time INTEGER NOT NULL DEFAULT 0, -- of the newest datum, and its values
  latest_count REAL NOT NULL DEFAULT 0,
  latest_sum REAL NOT NULL DEFAULT 0,
  latest_minimum REAL NOT NULL DEFAULT 0,
  latest_maximum REAL NOT NULL DEFAULT 0,
  latest_distribution TEXT,
  UNIQUE (account, region, namespace, name, dimensions)
) STRICT;
CREATE INDEX IF NOT EXISTS monitoring_metric_by_time ON monitoring_metric (latest_time);
CREATE TABLE IF NOT EXISTS monitoring_point (
  metric_id INTEGER NOT NULL,
  time INTEGER NOT NULL,
  unit TEXT NOT NULL,
  sample_count REAL NOT NULL,
  sum REAL NOT NULL,
  minimum REAL NOT NULL,
  maximum REAL NOT NULL,
  distribution TEXT,                     -- JSON: [[value,count],…]; NULL if it is one value, or not known
  PRIMARY KEY (metric_id, time, unit)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS monitoring_alarm (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  name TEXT NOT NULL,
  namespace TEXT NOT NULL,               -- of the metric that it watches
  metric_name TEXT NOT NULL,
  dimensions TEXT NOT NULL,
  state TEXT NOT NULL,
  state_reason TEXT NOT NULL,
  state_reason_data TEXT NOT NULL,       -- JSON, or ''
  state_updated INTEGER NOT NULL,
  configuration_updated INTEGER NOT NULL,
  actions_enabled INTEGER NOT NULL,
  definition TEXT NOT NULL,              -- JSON: as PutMetricAlarm was given it
  tags TEXT NOT NULL,                    -- JSON
  UNIQUE (account, region, name)
) STRICT;
CREATE INDEX IF NOT EXISTS monitoring_alarm_by_metric
  ON monitoring_alarm (account, region, namespace, metric_name, dimensions);
-- Stays when the alarm is deleted.
CREATE TABLE IF NOT EXISTS monitoring_alarm_history (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  alarm_name TEXT NOT NULL,
  time INTEGER NOT NULL,
  type TEXT NOT NULL,
  summary TEXT NOT NULL,
  data TEXT NOT NULL                     -- JSON
) STRICT;
CREATE INDEX IF NOT EXISTS monitoring_alarm_history_by_alarm
  ON monitoring_alarm_history (account, region, alarm_name, number);

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
CREATE TABLE IF NOT EXISTS log_resource_policy (
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  name TEXT NOT NULL,
  document TEXT NOT NULL,
  last_updated_time INTEGER NOT NULL,
  PRIMARY KEY (account, region, name)
) STRICT, WITHOUT ROWID;

-- AWS Lambda
-- `configuration` is FunctionConfiguration as on the wire; `policy` the statements.
CREATE TABLE IF NOT EXISTS lambda_function (
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  name TEXT NOT NULL,
  configuration TEXT NOT NULL,
  code_sha256 TEXT NOT NULL,
  policy TEXT NOT NULL DEFAULT '[]',
  policy_revision TEXT NOT NULL DEFAULT '',
  tags TEXT NOT NULL DEFAULT '{}',
  event_invoke_config TEXT,
  reserved_concurrency INTEGER,
  PRIMARY KEY (account, region, name)
) STRICT;
CREATE INDEX IF NOT EXISTS lambda_function_of_code ON lambda_function (code_sha256);
-- Of all accounts, each once: a thousand accounts may have the same function.
CREATE TABLE IF NOT EXISTS lambda_code (
  sha256 TEXT NOT NULL PRIMARY KEY,      -- as CodeSha256 has it
  zip_bytes INTEGER NOT NULL,
  unzipped_bytes INTEGER NOT NULL,
  zip TEXT NOT NULL                      -- the bytes
) STRICT;
-- Versions of layers. A deleted one stays while a function has it.
CREATE TABLE IF NOT EXISTS lambda_layer_version (
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  name TEXT NOT NULL,
  version INTEGER NOT NULL,
  arn TEXT NOT NULL,                     -- as configurations of functions have it
  document TEXT NOT NULL,                -- JSON
  code TEXT NOT NULL,
  unzipped_bytes INTEGER NOT NULL,
  policy TEXT NOT NULL DEFAULT '[]',
  policy_revision TEXT NOT NULL DEFAULT '',
  deleted INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (account, region, name, version)
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

-- Amazon S3. An object's bytes are one or more chunks: a multipart upload is joined by adding its parts' rows.
CREATE TABLE IF NOT EXISTS s3_bucket (
  name TEXT PRIMARY KEY,
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  creation_time INTEGER NOT NULL,
  versioning TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX IF NOT EXISTS s3_bucket_of_account ON s3_bucket (account, name);
CREATE TABLE IF NOT EXISTS s3_bucket_setting (
  bucket TEXT NOT NULL REFERENCES s3_bucket ON DELETE CASCADE,
  kind INTEGER NOT NULL,
  document TEXT NOT NULL,
  PRIMARY KEY (bucket, kind)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS s3_object (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  bucket TEXT NOT NULL REFERENCES s3_bucket,
  key TEXT NOT NULL,
  version_id TEXT NOT NULL,
  is_delete_marker INTEGER NOT NULL,
  size INTEGER NOT NULL,
  etag TEXT NOT NULL,
  last_modified INTEGER NOT NULL,
  headers TEXT NOT NULL,
  part_sizes TEXT NOT NULL,
  tags TEXT NOT NULL,
  UNIQUE (bucket, key, version_id)
) STRICT;
CREATE INDEX IF NOT EXISTS s3_object_in_order ON s3_object (bucket, key, id);
CREATE TABLE IF NOT EXISTS s3_content (
  object_id INTEGER NOT NULL REFERENCES s3_object ON DELETE CASCADE,
  number INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (object_id, number)
) STRICT;
CREATE TABLE IF NOT EXISTS s3_upload (
  id TEXT PRIMARY KEY,
  bucket TEXT NOT NULL REFERENCES s3_bucket ON DELETE CASCADE,
  key TEXT NOT NULL,
  initiated INTEGER NOT NULL,
  headers TEXT NOT NULL
) STRICT;
-- Completing an upload once more answers with the object it became.
CREATE TABLE IF NOT EXISTS s3_completed_upload (
  id TEXT PRIMARY KEY,
  object_id INTEGER NOT NULL REFERENCES s3_object ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS s3_completed_upload_of_object ON s3_completed_upload (object_id);
CREATE TABLE IF NOT EXISTS s3_part (
  upload_id TEXT NOT NULL REFERENCES s3_upload ON DELETE CASCADE,
  number INTEGER NOT NULL,
  size INTEGER NOT NULL,
  etag TEXT NOT NULL,
  last_modified INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (upload_id, number)
) STRICT;

-- AWS Secrets Manager
CREATE TABLE IF NOT EXISTS secrets_manager_secret (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  name TEXT NOT NULL,
  suffix TEXT NOT NULL,                  -- the six characters that its ARN ends with
  deletes_at INTEGER,                    -- the end of its recovery window; NULL if it is not marked for deletion
  document TEXT NOT NULL,                -- description, tags, policy, times
  UNIQUE (account, region, name)
) STRICT;
CREATE INDEX IF NOT EXISTS secrets_manager_secret_of_account ON secrets_manager_secret (account, region, id);
CREATE INDEX IF NOT EXISTS secrets_manager_secret_marked ON secrets_manager_secret (deletes_at)
  WHERE deletes_at IS NOT NULL;
-- In the order in which they were made.
CREATE TABLE IF NOT EXISTS secrets_manager_version (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  secret INTEGER NOT NULL REFERENCES secrets_manager_secret ON DELETE CASCADE,
  version_id TEXT NOT NULL,
  created INTEGER NOT NULL,
  accessed INTEGER NOT NULL,             -- 0: never
  stages TEXT NOT NULL,                  -- JSON
  is_binary INTEGER NOT NULL,
  value TEXT NOT NULL,                   -- base64 if it is binary
  UNIQUE (secret, version_id)
) STRICT;

-- AWS Systems Manager: Parameter Store
CREATE TABLE IF NOT EXISTS ssm_parameter (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  name TEXT NOT NULL,
  UNIQUE (account, region, name)
) STRICT;
CREATE TABLE IF NOT EXISTS ssm_parameter_version (
  parameter_id INTEGER NOT NULL REFERENCES ssm_parameter ON DELETE CASCADE,
  version INTEGER NOT NULL,
  type TEXT NOT NULL,
  value TEXT NOT NULL,
  description TEXT NOT NULL,
  allowed_pattern TEXT NOT NULL,
  tier TEXT NOT NULL,
  data_type TEXT NOT NULL,
  key_id TEXT NOT NULL,
  last_modified INTEGER NOT NULL,
  last_modified_user TEXT NOT NULL,
  labels TEXT NOT NULL,
  PRIMARY KEY (parameter_id, version)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS ssm_parameter_tag (
  parameter_id INTEGER NOT NULL REFERENCES ssm_parameter ON DELETE CASCADE,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (parameter_id, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS ecs_services (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  cluster INTEGER NOT NULL,
  name TEXT NOT NULL,
  status TEXT NOT NULL,
  daemon INTEGER NOT NULL,
  desired_count INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  inactive_since INTEGER NOT NULL,
  document TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS ecs_services_by_name ON ecs_services (cluster, name);

CREATE TABLE IF NOT EXISTS ecs_deployments (
  number INTEGER PRIMARY KEY,
  service INTEGER NOT NULL,
  id TEXT NOT NULL,
  status TEXT NOT NULL,
  origin INTEGER NOT NULL,               -- of its tasks: ecs_task_origins
  desired_count INTEGER NOT NULL,
  failed_tasks INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  document TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS ecs_deployments_by_service ON ecs_deployments (service);
CREATE INDEX IF NOT EXISTS ecs_deployments_by_origin ON ecs_deployments (origin);

-- What has been deployed to services, and what came of it. Outlives the deployments that a service shows.
CREATE TABLE IF NOT EXISTS ecs_service_deployments (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  service INTEGER NOT NULL,
  id TEXT NOT NULL UNIQUE,
  revision TEXT NOT NULL,                -- the digits of the deployment's id
  rollback TEXT NOT NULL,                -- those of the deployment that rolls it back
  status TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  finished_at INTEGER NOT NULL,          -- 0 while it goes on
  document TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS ecs_service_deployments_by_service ON ecs_service_deployments (service, finished_at);
CREATE INDEX IF NOT EXISTS ecs_service_deployments_by_revision ON ecs_service_deployments (revision);
CREATE INDEX IF NOT EXISTS ecs_service_deployments_by_time ON ecs_service_deployments (created_at);

CREATE TABLE IF NOT EXISTS ecs_service_events (
  number INTEGER PRIMARY KEY,
  service INTEGER NOT NULL,
  id TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  message TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS ecs_service_events_by_service ON ecs_service_events (service, number);

-- What ECS's tasks have in common that were started together: by one call, or by one deployment of a service.
CREATE TABLE IF NOT EXISTS ecs_task_origins (
  number INTEGER PRIMARY KEY AUTOINCREMENT,  -- never used again: plans are kept in memory by it
  cluster INTEGER NOT NULL,
  service INTEGER,                       -- of a deployment
  family TEXT NOT NULL,
  started_by TEXT NOT NULL,
  pending INTEGER NOT NULL,              -- of its tasks, counted as they change
  running INTEGER NOT NULL,
  stopping INTEGER NOT NULL,
  tasks INTEGER NOT NULL,                -- of any status
  document TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS ecs_task_origins_by_cluster ON ecs_task_origins (cluster, number);

-- Narrow: there may be a million.
CREATE TABLE IF NOT EXISTS ecs_tasks (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  origin INTEGER NOT NULL,
  cluster INTEGER NOT NULL,
  host INTEGER NOT NULL,                 -- container instance
  last_status INTEGER NOT NULL,          -- EcsTaskStatus; 3: RUNNING, 7: STOPPED
  desired_status INTEGER NOT NULL,
  port_block INTEGER NOT NULL,           -- of dynamic host ports, else 0
  stopped_at INTEGER NOT NULL,
  document TEXT NOT NULL                 -- JSON: times, attachment, why it stopped
) STRICT;
CREATE INDEX IF NOT EXISTS ecs_tasks_by_origin ON ecs_tasks (origin, desired_status, number);
CREATE INDEX IF NOT EXISTS ecs_tasks_placed ON ecs_tasks (cluster, host, origin, desired_status)
  WHERE last_status < 7;
CREATE INDEX IF NOT EXISTS ecs_tasks_without_host ON ecs_tasks (cluster, number)
  WHERE host = 0 AND last_status < 7;
CREATE INDEX IF NOT EXISTS ecs_tasks_by_host ON ecs_tasks (host, port_block);
CREATE INDEX IF NOT EXISTS ecs_tasks_under_way ON ecs_tasks (number)
  WHERE last_status < 7 AND (last_status <> 3 OR desired_status <> 3);
CREATE INDEX IF NOT EXISTS ecs_tasks_stopped ON ecs_tasks (stopped_at) WHERE stopped_at > 0;

-- Where load balancers reach tasks of services, from a task's start on until the target is drained.
CREATE TABLE IF NOT EXISTS ecs_task_targets (
  task INTEGER NOT NULL,
  origin INTEGER NOT NULL,
  target_group TEXT NOT NULL,            -- ARN
  id TEXT NOT NULL,                      -- an address or an instance's
  port INTEGER NOT NULL,
  container_port INTEGER NOT NULL,
  state TEXT NOT NULL,                   -- of TargetHealth; new: to register; leaving: to deregister
  PRIMARY KEY (task, target_group, port)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS ecs_task_targets_by_target ON ecs_task_targets (target_group, id, port);
CREATE INDEX IF NOT EXISTS ecs_task_targets_unready ON ecs_task_targets (origin, task)
  WHERE state NOT IN ('healthy', 'leaving', 'draining');

CREATE TABLE IF NOT EXISTS ecs_task_tokens (
  cluster INTEGER NOT NULL,
  token TEXT NOT NULL,
  created INTEGER NOT NULL,
  request TEXT NOT NULL,                 -- digest of the call's parameters
  task_ids TEXT NOT NULL,
  PRIMARY KEY (cluster, token)
) STRICT, WITHOUT ROWID;

-- Elastic Load Balancing v2. What a Describe operation shows is in the document, attributes are in it too. Tags are by ARN.
CREATE TABLE IF NOT EXISTS elb_load_balancer (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  arn TEXT NOT NULL UNIQUE,
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  name TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('provisioning', 'active', 'failed', 'deleting')),
  created INTEGER NOT NULL,
  document TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS elb_load_balancer_by_name ON elb_load_balancer (account, region, name)
  WHERE status <> 'deleting';
CREATE TABLE IF NOT EXISTS elb_listener (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  arn TEXT NOT NULL UNIQUE,
  load_balancer INTEGER NOT NULL REFERENCES elb_load_balancer ON DELETE CASCADE,
  port INTEGER NOT NULL,
  document TEXT NOT NULL,
  UNIQUE (load_balancer, port)
) STRICT;
CREATE TABLE IF NOT EXISTS elb_rule (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  arn TEXT NOT NULL UNIQUE,
  listener INTEGER NOT NULL REFERENCES elb_listener ON DELETE CASCADE,
  priority INTEGER NOT NULL,             -- 0: the default rule
  document TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS elb_rule_of_listener ON elb_rule (listener, priority);
CREATE TABLE IF NOT EXISTS elb_target_group (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  arn TEXT NOT NULL UNIQUE,
  account TEXT NOT NULL,
  region TEXT NOT NULL,
  name TEXT NOT NULL,
  document TEXT NOT NULL,
  UNIQUE (account, region, name)
) STRICT;
-- Which target groups the actions of a rule name.
CREATE TABLE IF NOT EXISTS elb_forward (
  target_group INTEGER NOT NULL REFERENCES elb_target_group,
  rule INTEGER NOT NULL REFERENCES elb_rule ON DELETE CASCADE,
  load_balancer INTEGER NOT NULL,
  PRIMARY KEY (target_group, rule)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS elb_forward_of_rule ON elb_forward (rule);
CREATE INDEX IF NOT EXISTS elb_forward_of_load_balancer ON elb_forward (load_balancer);
CREATE TABLE IF NOT EXISTS elb_target (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  target_group INTEGER NOT NULL REFERENCES elb_target_group ON DELETE CASCADE,
  id TEXT NOT NULL,
  port INTEGER NOT NULL,
  zone TEXT NOT NULL,
  instance TEXT NOT NULL,                -- of EC2, behind it; "" if not known
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  description TEXT NOT NULL,
  passing INTEGER NOT NULL,              -- what its health checks have said since `since`
  since INTEGER NOT NULL,
  due INTEGER NOT NULL,                  -- when to look again; 0: when something happens
  UNIQUE (target_group, id, port)
) STRICT;
CREATE INDEX IF NOT EXISTS elb_target_of_instance ON elb_target (instance) WHERE instance <> '';
CREATE TABLE IF NOT EXISTS elb_tag (
  arn TEXT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (arn, key)
) STRICT, WITHOUT ROWID;

-- AWS Organizations. An account is in one organization at most; parents are roots and units.
CREATE TABLE IF NOT EXISTS organization (
  id TEXT PRIMARY KEY,
  management_account TEXT NOT NULL UNIQUE,
  root TEXT NOT NULL UNIQUE,
  feature_set TEXT NOT NULL,
  created INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS organization_unit (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  organization TEXT NOT NULL REFERENCES organization ON DELETE CASCADE,
  parent TEXT NOT NULL,
  name TEXT NOT NULL,
  UNIQUE (parent, name)
) STRICT;
CREATE TABLE IF NOT EXISTS organization_account (
  number INTEGER PRIMARY KEY,            -- in order of joining
  id TEXT NOT NULL UNIQUE,
  organization TEXT NOT NULL REFERENCES organization ON DELETE CASCADE,
  parent TEXT NOT NULL,
  name TEXT NOT NULL,
  email TEXT NOT NULL,
  status TEXT NOT NULL,
  joined_method TEXT NOT NULL,
  joined INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS organization_account_by_parent ON organization_account (parent, number);
CREATE INDEX IF NOT EXISTS organization_account_of ON organization_account (organization, number);
CREATE INDEX IF NOT EXISTS organization_account_by_email ON organization_account (email);
CREATE TABLE IF NOT EXISTS organization_account_request (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  organization TEXT NOT NULL REFERENCES organization ON DELETE CASCADE,
  account_name TEXT NOT NULL,
  email TEXT NOT NULL,
  role_name TEXT NOT NULL,
  state TEXT NOT NULL,
  account TEXT NOT NULL UNIQUE,          -- that it is to become
  failure_reason TEXT NOT NULL,
  requested INTEGER NOT NULL,
  completed INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS organization_account_request_of ON organization_account_request (organization, number);
CREATE INDEX IF NOT EXISTS organization_account_request_open ON organization_account_request (number)
  WHERE state = 'IN_PROGRESS';
CREATE INDEX IF NOT EXISTS organization_account_request_by_email ON organization_account_request (email);
-- Services that an organization trusts, and those that members administer for it.
CREATE TABLE IF NOT EXISTS organization_service (
  organization TEXT NOT NULL REFERENCES organization ON DELETE CASCADE,
  account TEXT NOT NULL,                 -- "": the organization's trust
  service TEXT NOT NULL,
  enabled INTEGER NOT NULL,
  PRIMARY KEY (organization, account, service)
) STRICT, WITHOUT ROWID;

-- RAM. Shared resources are known by their ARNs, principals by their accounts.
CREATE TABLE IF NOT EXISTS ram_share (
  number INTEGER PRIMARY KEY,
  arn TEXT NOT NULL UNIQUE,
  account TEXT NOT NULL,                 -- the owner
  region TEXT NOT NULL,
  name TEXT NOT NULL,
  allow_external INTEGER NOT NULL,
  tags TEXT NOT NULL,                    -- [{"key": …, "value": …}]
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS ram_share_of_account ON ram_share (account, region);
CREATE TABLE IF NOT EXISTS ram_association (
  share_arn TEXT NOT NULL,
  type TEXT NOT NULL CHECK (type IN ('PRINCIPAL', 'RESOURCE')),
  entity TEXT NOT NULL,
  created INTEGER NOT NULL,
  PRIMARY KEY (share_arn, type, entity)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS ram_association_of_entity ON ram_association (entity);

-- IAM
CREATE TABLE IF NOT EXISTS iam_identity (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('role', 'user', 'group')),
  name TEXT NOT NULL COLLATE NOCASE,
  path TEXT NOT NULL,
  unique_id TEXT NOT NULL UNIQUE,
  arn TEXT NOT NULL UNIQUE,
  created INTEGER NOT NULL,
  boundary TEXT NOT NULL DEFAULT '',
  -- Roles only. trust_principals: {"ARN": "unique id"} of the identities that the trust policy names.
  trust TEXT NOT NULL DEFAULT '',
  trust_principals TEXT NOT NULL DEFAULT '{}',
  description TEXT,
  max_session_seconds INTEGER NOT NULL DEFAULT 3600,
  linked_service TEXT NOT NULL DEFAULT '',
  last_used INTEGER,
  last_used_region TEXT NOT NULL DEFAULT '',
  UNIQUE (account, kind, name)
) STRICT;
CREATE TABLE IF NOT EXISTS iam_inline_policy (
  identity_id INTEGER NOT NULL,
  name TEXT NOT NULL COLLATE NOCASE,
  document TEXT NOT NULL,
  PRIMARY KEY (identity_id, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS iam_attachment (
  identity_id INTEGER NOT NULL,
  policy_arn TEXT NOT NULL,
  PRIMARY KEY (identity_id, policy_arn)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS iam_attachment_of_policy ON iam_attachment (policy_arn);
CREATE TABLE IF NOT EXISTS iam_access_key (
  access_key_id TEXT PRIMARY KEY,
  identity_id INTEGER NOT NULL,
  secret TEXT NOT NULL,
  status TEXT NOT NULL,
  created INTEGER NOT NULL,
  last_used INTEGER,
  last_used_service TEXT NOT NULL DEFAULT '',
  last_used_region TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS iam_access_key_of_identity ON iam_access_key (identity_id);
-- Which users a group has.
CREATE TABLE IF NOT EXISTS iam_membership (
  group_id INTEGER NOT NULL,
  user_id INTEGER NOT NULL,
  PRIMARY KEY (group_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS iam_membership_of_user ON iam_membership (user_id);
-- Without the password: there is nothing to sign in to.
CREATE TABLE IF NOT EXISTS iam_login_profile (
  identity_id INTEGER PRIMARY KEY,
  created INTEGER NOT NULL,
  password_reset_required INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS iam_policy (
  arn TEXT PRIMARY KEY,
  account TEXT NOT NULL,
  name TEXT NOT NULL COLLATE NOCASE,
  path TEXT NOT NULL,
  unique_id TEXT NOT NULL UNIQUE,
  description TEXT,
  default_version INTEGER NOT NULL,
  last_version INTEGER NOT NULL,
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  UNIQUE (account, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS iam_policy_version (
  policy_arn TEXT NOT NULL,
  version INTEGER NOT NULL,
  document TEXT NOT NULL,
  created INTEGER NOT NULL,
  PRIMARY KEY (policy_arn, version)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS iam_instance_profile (
  unique_id TEXT PRIMARY KEY,
  account TEXT NOT NULL,
  name TEXT NOT NULL COLLATE NOCASE,
  path TEXT NOT NULL,
  arn TEXT NOT NULL UNIQUE,
  created INTEGER NOT NULL,
  role_id INTEGER,
  UNIQUE (account, name)
) STRICT, WITHOUT ROWID;
-- Of roles, users, policies and instance profiles, by their unique id.
CREATE TABLE IF NOT EXISTS iam_tag (
  unique_id TEXT NOT NULL,
  key TEXT NOT NULL COLLATE NOCASE,
  value TEXT NOT NULL,
  PRIMARY KEY (unique_id, key)
) STRICT, WITHOUT ROWID;
-- What authorization knows of an identity from a moment on: a change of IAM takes effect after the propagation delay.
CREATE TABLE IF NOT EXISTS iam_snapshot (
  arn TEXT NOT NULL,
  effective_from INTEGER NOT NULL,
  snapshot TEXT NOT NULL,
  PRIMARY KEY (arn, effective_from)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS iam_snapshot_deleted ON iam_snapshot (effective_from) WHERE snapshot = '';
CREATE TABLE IF NOT EXISTS iam_service_linked_role_deletion (
  task_id TEXT PRIMARY KEY,
  account TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- STS
CREATE TABLE IF NOT EXISTS sts_session (
  access_key_id TEXT PRIMARY KEY,
  secret TEXT NOT NULL,
  session_token TEXT NOT NULL,
  principal TEXT NOT NULL,
  created INTEGER NOT NULL,
  expires INTEGER NOT NULL,
  source_identity TEXT NOT NULL DEFAULT '',
  transitive_tag_keys TEXT NOT NULL DEFAULT '[]'
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS sts_session_by_expiry ON sts_session (expires);
