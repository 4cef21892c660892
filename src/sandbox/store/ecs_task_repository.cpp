#include "sandbox/store/ecs_task_repository.h"

#include "base/text.h"

namespace eni::sandbox {

namespace {

EcsTask row(const sqlite::Statement& statement) {
  EcsTask task;
  task.number = statement.integer(0);
  task.id = statement.text(1);
  task.origin = statement.integer(2);
  task.cluster = statement.integer(3);
  task.host = statement.integer(4);
  task.last_status = static_cast<int>(statement.integer(5));
  task.desired_status = static_cast<int>(statement.integer(6));
  task.slot = statement.integer(7);
  task.stopped_at = statement.integer(8);
  task.document = json::parse(statement.view(9)).as_object();
  return task;
}

std::optional<EcsTask> first(sqlite::Statement& statement) {
  if (!statement.step()) return std::nullopt;
  EcsTask task = row(statement);
  statement.reset();
  return task;
}

std::vector<EcsTask> rows(sqlite::Statement& statement) {
  std::vector<EcsTask> out;
  while (statement.step()) out.push_back(row(statement));
  return out;
}

EcsTaskOrigin origin_row(const sqlite::Statement& statement) {
  EcsTaskOrigin origin;
  origin.number = statement.integer(0);
  origin.cluster = statement.integer(1);
  if (!statement.is_null(2)) origin.service = statement.integer(2);
  origin.family = statement.text(3);
  origin.started_by = statement.text(4);
  origin.counts = {statement.integer(5), statement.integer(6), statement.integer(7)};
  origin.tasks = statement.integer(8);
  origin.document = json::parse(statement.view(9)).as_object();
  return origin;
}

}  // namespace

EcsTaskRepository::EcsTaskRepository(sqlite::Database& database)
    : database_{database},
      insert_origin_{database,
                     "INSERT INTO ecs_task_origins (cluster, service, family, started_by, pending, running, "
                     "stopping, tasks, document) VALUES (?1, ?2, ?3, ?4, 0, 0, 0, 0, ?5)"},
      find_origin_{
          database,
          "SELECT number, cluster, service, family, started_by, pending, running, stopping, tasks, document "
          "FROM ecs_task_origins WHERE number = ?1"},
      remove_origin_{database, "DELETE FROM ecs_task_origins WHERE number = ?1 AND tasks = 0"},
      count_origin_{database,
                    "UPDATE ecs_task_origins SET pending = pending + ?2, running = running + ?3, stopping = "
                    "stopping + ?5, "
                    "tasks = tasks + ?4 WHERE number = ?1"},
      counts_{database, "SELECT pending, running, stopping FROM ecs_task_origins WHERE number = ?1"},
      insert_{database,
              "INSERT INTO ecs_tasks (id, origin, cluster, host, last_status, desired_status, slot, "
              "stopped_at, document) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"},
      find_by_id_{database, "SELECT * FROM ecs_tasks WHERE id = ?1"},
      find_by_number_{database, "SELECT * FROM ecs_tasks WHERE number = ?1"},
      update_{database,
              "UPDATE ecs_tasks SET last_status = ?2, desired_status = ?3, slot = ?4, stopped_at = ?5, "
              "document = ?6 WHERE number = ?1"},
      // Origins first: each is looked up in the index of its tasks, so no task of another origin is looked at.
      list_{database,
            "SELECT t.* FROM ecs_task_origins o CROSS JOIN ecs_tasks t ON t.origin = o.number "
            "WHERE o.cluster = ?1 AND t.desired_status = ?2 AND (?3 IS NULL OR o.service = ?3) "
            "AND (?4 IS NULL OR o.family = ?4) AND (?5 IS NULL OR o.started_by = ?5) AND o.number >= ?6 "
            "AND (o.number > ?6 OR t.number > ?7) ORDER BY o.number, t.number LIMIT ?8"},
      list_host_{database,
                 "SELECT t.* FROM ecs_tasks t INDEXED BY ecs_tasks_by_host JOIN ecs_task_origins o ON "
                 "o.number = t.origin "
                 "WHERE t.cluster = ?1 AND t.desired_status = ?2 AND (?3 IS NULL OR o.service = ?3) "
                 "AND (?4 IS NULL OR o.family = ?4) AND (?5 IS NULL OR o.started_by = ?5) "
                 "AND (t.origin > ?6 OR (t.origin = ?6 AND t.number > ?7)) AND t.host = ?9 "
                 "ORDER BY t.origin, t.number LIMIT ?8"},
      on_host_{database, "SELECT * FROM ecs_tasks WHERE host = ?1 AND last_status < 7 ORDER BY number"},
      kept_on_host_{
          database,
          "SELECT number, id, origin, cluster, host, last_status, desired_status, slot, stopped_at, "
          "'{}' FROM ecs_tasks INDEXED BY ecs_tasks_placed WHERE cluster = ?1 AND host = ?2 AND origin = ?3 "
          "AND desired_status = 3 AND last_status < 7 ORDER BY number"},
      pending_of_origin_{
          database,
          "SELECT * FROM ecs_tasks WHERE origin = ?1 AND desired_status = 3 AND last_status < 3 "
          "ORDER BY number LIMIT ?2"},
      running_of_origin_{
          database,
          "SELECT * FROM ecs_tasks WHERE origin = ?1 AND desired_status = 3 AND last_status = 3 "
          "ORDER BY number LIMIT ?2"},
      placed_of_origin_{
          database,
          "SELECT number, id, origin, cluster, host, last_status, desired_status, slot, stopped_at, "
          "'{}' FROM ecs_tasks INDEXED BY ecs_tasks_by_origin WHERE origin = ?1 AND last_status < 7 "
          "ORDER BY number"},
      under_way_{database,
                 "SELECT number FROM ecs_tasks WHERE last_status < 7 AND (last_status <> 3 OR "
                 "desired_status <> 3) ORDER BY number"},
      placed_{database,
              "SELECT host, origin, desired_status, count(*) FROM ecs_tasks WHERE cluster = ?1 "
              "AND last_status < 7 GROUP BY host, origin, desired_status"},
      slots_{database,
             "SELECT slot FROM ecs_tasks WHERE host = ?1 AND last_status < 7 AND slot >= ?2 ORDER BY slot"},
      stopped_before_{database, "SELECT * FROM ecs_tasks WHERE stopped_at > 0 AND stopped_at < ?1"},
      remove_{database, "DELETE FROM ecs_tasks WHERE number = ?1"},
      oldest_stopped_{database, "SELECT min(stopped_at) FROM ecs_tasks WHERE stopped_at > 0"},
      unused_origins_{database,
                      "DELETE FROM ecs_task_origins WHERE number = ?1 AND tasks = 0 AND NOT EXISTS "
                      "(SELECT 1 FROM ecs_deployments WHERE origin = ?1)"},
      find_token_{database,
                  "SELECT request, task_ids FROM ecs_task_tokens WHERE cluster = ?1 AND token = ?2 AND "
                  "created >= ?3"},
      put_token_{database,
                 "INSERT INTO ecs_task_tokens (cluster, token, created, request, task_ids) "
                 "VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (cluster, token) "
                 "DO UPDATE SET created = ?3, request = ?4, task_ids = ?5"},
      forget_tokens_{database, "DELETE FROM ecs_task_tokens WHERE created < ?1"} {}

EcsTaskOrigin EcsTaskRepository::insert_origin(EcsTaskOrigin origin) {
  insert_origin_.run(origin.cluster, origin.service, origin.family, origin.started_by,
                     json::serialize(origin.document));
  origin.number = database_.last_insert_rowid();
  return origin;
}

std::optional<EcsTaskOrigin> EcsTaskRepository::find_origin(std::int64_t number) {
  find_origin_.query(number);
  if (!find_origin_.step()) return std::nullopt;
  EcsTaskOrigin origin = origin_row(find_origin_);
  find_origin_.reset();
  return origin;
}

EcsTaskCounts EcsTaskRepository::counts(std::int64_t origin) {
  counts_.query(origin);
  if (!counts_.step()) return {};
  const EcsTaskCounts counts{counts_.integer(0), counts_.integer(1), counts_.integer(2)};
  counts_.reset();
  return counts;
}

void EcsTaskRepository::remove_origin(std::int64_t number) { remove_origin_.run(number); }

void EcsTaskRepository::count(const EcsTaskCounts& before, const EcsTaskCounts& after, std::int64_t origin,
                              std::int64_t tasks) {
  const std::int64_t pending = after.pending - before.pending;
  const std::int64_t running = after.running - before.running;
  const std::int64_t stopping = after.stopping - before.stopping;
  if (pending != 0 || running != 0 || stopping != 0 || tasks != 0)
    count_origin_.run(origin, pending, running, tasks, stopping);
}

EcsTask EcsTaskRepository::insert(EcsTask task) {
  insert_.run(task.id, task.origin, task.cluster, task.host, task.last_status, task.desired_status, task.slot,
              task.stopped_at, json::serialize(task.document));
  task.number = database_.last_insert_rowid();
  count({}, counts_of(task), task.origin, 1);
  return task;
}

std::optional<EcsTask> EcsTaskRepository::find(std::string_view id) { return first(find_by_id_.query(id)); }

std::optional<EcsTask> EcsTaskRepository::find(std::int64_t number) {
  return first(find_by_number_.query(number));
}

void EcsTaskRepository::update(const EcsTask& task, const EcsTask& before) {
  update_.run(task.number, task.last_status, task.desired_status, task.slot, task.stopped_at,
              json::serialize(task.document));
  count(counts_of(before), counts_of(task), task.origin, 0);
}

std::vector<EcsTask> EcsTaskRepository::list(const EcsTaskQuery& q) {
  if (q.host) {
    return rows(list_host_.query(q.cluster, q.desired_status, q.service, q.family, q.started_by,
                                 q.after_origin, q.after_number, q.limit, *q.host));
  }
  return rows(list_.query(q.cluster, q.desired_status, q.service, q.family, q.started_by, q.after_origin,
                          q.after_number, q.limit));
}

std::vector<EcsTask> EcsTaskRepository::on_host(std::int64_t host) { return rows(on_host_.query(host)); }

std::vector<EcsTask> EcsTaskRepository::kept_on_host(std::int64_t cluster, std::int64_t host,
                                                     std::int64_t origin) {
  return rows(kept_on_host_.query(cluster, host, origin));
}

std::vector<EcsTask> EcsTaskRepository::of_origin(std::int64_t origin, Progress progress,
                                                  std::int64_t limit) {
  sqlite::Statement& statement = progress == Progress::kRunning ? running_of_origin_ : pending_of_origin_;
  return rows(statement.query(origin, limit));
}

std::vector<EcsTask> EcsTaskRepository::placed_of_origin(std::int64_t origin) {
  return rows(placed_of_origin_.query(origin));
}

std::vector<std::int64_t> EcsTaskRepository::under_way() {
  std::vector<std::int64_t> numbers;
  for (under_way_.query(); under_way_.step();) numbers.push_back(under_way_.integer(0));
  return numbers;
}

std::vector<EcsPlacedTasks> EcsTaskRepository::placed(std::int64_t cluster) {
  std::vector<EcsPlacedTasks> out;
  for (placed_.query(cluster); placed_.step();) {
    out.push_back({placed_.integer(0), placed_.integer(1), placed_.integer(2) == EcsTask::kStopped,
                   placed_.integer(3)});
  }
  return out;
}

std::int64_t EcsTaskRepository::free_slot(std::int64_t host, std::int64_t first_slot) {
  std::int64_t free = first_slot;
  for (slots_.query(host, first_slot); slots_.step();) {
    if (slots_.integer(0) > free) break;
    free = slots_.integer(0) + 1;
  }
  slots_.reset();
  return free;
}

std::vector<EcsTask> EcsTaskRepository::forget_stopped(std::int64_t moment) {
  std::vector<EcsTask> tasks = rows(stopped_before_.query(moment));
  for (const EcsTask& task : tasks) {
    remove_.run(task.number);
    count_origin_.run(task.origin, 0, 0, -1, 0);
    unused_origins_.run(task.origin);
  }
  return tasks;
}

std::optional<std::int64_t> EcsTaskRepository::oldest_stopped() {
  oldest_stopped_.query();
  std::optional<std::int64_t> moment;
  if (oldest_stopped_.step() && !oldest_stopped_.is_null(0)) moment = oldest_stopped_.integer(0);
  oldest_stopped_.reset();
  return moment;
}

std::optional<EcsTaskRepository::Token> EcsTaskRepository::find_token(std::int64_t cluster,
                                                                      std::string_view token,
                                                                      std::int64_t moment) {
  find_token_.query(cluster, token, moment);
  if (!find_token_.step()) return std::nullopt;
  Token value{find_token_.text(0), {}};
  const std::string ids = find_token_.text(1);
  find_token_.reset();
  if (!ids.empty()) value.task_ids = split(ids, ' ');
  return value;
}

void EcsTaskRepository::put_token(std::int64_t cluster, std::string_view token, std::int64_t now,
                                  std::int64_t moment, const Token& value) {
  forget_tokens_.run(moment);
  put_token_.run(cluster, token, now, value.request, join(value.task_ids, " "));
}

EcsTaskCounts counts_of(const EcsTask& task) {
  if (task.last_status == EcsTask::kStopped) return {};
  if (task.desired_status != EcsTask::kRunning) return {0, 0, 1};
  return task.last_status == EcsTask::kRunning ? EcsTaskCounts{0, 1, 0} : EcsTaskCounts{1, 0, 0};
}

}  // namespace eni::sandbox
