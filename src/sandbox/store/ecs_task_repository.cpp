#include "sandbox/store/ecs_task_repository.h"

#include "base/text.h"
#include "sandbox/store/read_document.h"
#include "sqlite/rows.h"

// Conditions on statuses. As literals, word for word what schema.sql says: SQLite finds a partial index by them alone.
#define ENI_PENDING "last_status < 3"
#define ENI_RUNNING "last_status = 3"
#define ENI_PLACED "last_status < 7"
#define ENI_TO_RUN "desired_status = 3"
#define ENI_UNDER_WAY "last_status < 7 AND (last_status <> 3 OR desired_status <> 3)"

namespace eni::sandbox {

namespace {

static_assert(static_cast<int>(EcsTaskStatus::kRunning) == 3 &&
              static_cast<int>(EcsTaskStatus::kStopped) == 7);

EcsTaskRow task_row(const sqlite::Statement& statement) {
  EcsTaskRow task;
  task.number = EcsTaskNumber{statement.integer(0)};
  task.id = statement.text(1);
  task.origin = EcsTaskOriginNumber{statement.integer(2)};
  task.cluster = EcsClusterNumber{statement.integer(3)};
  task.host = EcsContainerInstanceNumber{statement.integer(4)};
  task.last_status = static_cast<EcsTaskStatus>(statement.integer(5));
  task.desired_status = static_cast<EcsTaskStatus>(statement.integer(6));
  task.port_block = statement.integer(7);
  task.stopped_at = statement.integer(8);
  return task;
}

EcsTask task_of(const sqlite::Statement& statement) {
  return {task_row(statement), read_document(statement, 9)};
}

EcsTaskOrigin origin_row(const sqlite::Statement& statement) {
  EcsTaskOrigin origin;
  origin.number = EcsTaskOriginNumber{statement.integer(0)};
  origin.cluster = EcsClusterNumber{statement.integer(1)};
  if (!statement.is_null(2)) origin.service = EcsServiceNumber{statement.integer(2)};
  origin.family = statement.text(3);
  origin.started_by = statement.text(4);
  origin.counts = {statement.integer(5), statement.integer(6), statement.integer(7)};
  origin.tasks = statement.integer(8);
  origin.document = read_document(statement, 9);
  return origin;
}

EcsTaskCounts counts_row(const sqlite::Statement& statement) {
  return {statement.integer(0), statement.integer(1), statement.integer(2)};
}

EcsTaskRepository::Token token_row(const sqlite::Statement& statement) {
  const std::string ids = statement.text(1);
  return {statement.text(0), ids.empty() ? std::vector<std::string>{} : split(ids, ' ')};
}

EcsPlacedTasks placed_row(const sqlite::Statement& statement) {
  const auto desired = static_cast<EcsTaskStatus>(statement.integer(2));
  return {EcsContainerInstanceNumber{statement.integer(0)}, EcsTaskOriginNumber{statement.integer(1)},
          desired == EcsTaskStatus::kStopped, statement.integer(3)};
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
              "INSERT INTO ecs_tasks (id, origin, cluster, host, last_status, desired_status, port_block, "
              "stopped_at, document) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"},
      find_by_id_{database, "SELECT * FROM ecs_tasks WHERE id = ?1"},
      find_by_number_{database, "SELECT * FROM ecs_tasks WHERE number = ?1"},
      // Digits of ids sort before 'g'.
      find_by_start_{database,
                     "SELECT * FROM ecs_tasks WHERE id >= ?1 AND id < ?1 || 'g' ORDER BY id LIMIT ?2"},
      update_{database,
              "UPDATE ecs_tasks SET last_status = ?2, desired_status = ?3, stopped_at = ?4, document = ?5 "
              "WHERE number = ?1"},
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
      on_host_{database, "SELECT * FROM ecs_tasks WHERE host = ?1 AND " ENI_PLACED " ORDER BY number"},
      kept_on_host_{
          database,
          "SELECT number, id, origin, cluster, host, last_status, desired_status, port_block, stopped_at "
          "FROM ecs_tasks INDEXED BY ecs_tasks_placed WHERE cluster = ?1 AND host = ?2 AND origin = ?3 "
          "AND " ENI_TO_RUN " AND " ENI_PLACED " ORDER BY number"},
      pending_of_origin_{database, "SELECT * FROM ecs_tasks WHERE origin = ?1 AND " ENI_TO_RUN
                                   " AND " ENI_PENDING " ORDER BY number LIMIT ?2"},
      running_of_origin_{database, "SELECT * FROM ecs_tasks WHERE origin = ?1 AND " ENI_TO_RUN
                                   " AND " ENI_RUNNING " ORDER BY number LIMIT ?2"},
      placed_of_origin_{
          database,
          "SELECT number, id, origin, cluster, host, last_status, desired_status, port_block, stopped_at "
          "FROM ecs_tasks INDEXED BY ecs_tasks_by_origin WHERE origin = ?1 AND " ENI_PLACED
          " ORDER BY number"},
      under_way_{database, "SELECT number FROM ecs_tasks WHERE " ENI_UNDER_WAY " ORDER BY number"},
      running_{database,
               "SELECT number FROM ecs_tasks WHERE " ENI_TO_RUN " AND " ENI_RUNNING " ORDER BY number"},
      placed_{database,
              "SELECT host, origin, desired_status, count(*) FROM ecs_tasks WHERE cluster = ?1 "
              "AND " ENI_PLACED " GROUP BY host, origin, desired_status"},
      port_blocks_{database, "SELECT port_block FROM ecs_tasks WHERE host = ?1 AND " ENI_PLACED
                             " AND port_block > 0 ORDER BY port_block"},
      of_provider_{database, "SELECT 1 FROM ecs_tasks WHERE cluster = ?1 AND " ENI_PLACED
                             " AND json_extract(document, '$.capacityProviderName') = ?2 LIMIT 1"},
      without_host_{database, "SELECT number FROM ecs_tasks WHERE cluster = ?1 AND host = 0 AND " ENI_PLACED
                              " AND " ENI_TO_RUN " ORDER BY number"},
      waiting_{database,
               "SELECT origin, json_extract(document, '$.capacityProviderName'), count(*) "
               "FROM ecs_tasks WHERE cluster = ?1 AND host = 0 AND " ENI_PLACED " AND " ENI_TO_RUN
               " GROUP BY 1, 2"},
      count_without_host_{database,
                          "SELECT count(*) FROM ecs_tasks WHERE cluster = ?1 AND host = 0 "
                          "AND " ENI_PLACED " AND " ENI_TO_RUN},
      clusters_without_hosts_{database,
                              "SELECT DISTINCT cluster FROM ecs_tasks WHERE host = 0 AND " ENI_PLACED},
      by_provider_{database,
                   "SELECT coalesce(json_extract(document, '$.capacityProviderName'), ''), count(*) "
                   "FROM ecs_tasks WHERE origin = ?1 AND " ENI_TO_RUN " AND " ENI_PLACED " GROUP BY 1"},
      place_{database, "UPDATE ecs_tasks SET host = ?2, port_block = ?3, document = ?4 WHERE number = ?1"},
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
  origin.number = EcsTaskOriginNumber{database_.last_insert_rowid()};
  return origin;
}

std::optional<EcsTaskOrigin> EcsTaskRepository::find_origin(EcsTaskOriginNumber number) {
  return first_row(find_origin_.query(number), origin_row);
}

EcsTaskCounts EcsTaskRepository::counts(EcsTaskOriginNumber origin) {
  return first_row(counts_.query(origin), counts_row).value_or(EcsTaskCounts{});
}

void EcsTaskRepository::remove_origin(EcsTaskOriginNumber number) { remove_origin_.run(number); }

void EcsTaskRepository::count(const EcsTaskCounts& before, const EcsTaskCounts& after,
                              EcsTaskOriginNumber origin, std::int64_t tasks) {
  const std::int64_t pending = after.pending - before.pending;
  const std::int64_t running = after.running - before.running;
  const std::int64_t stopping = after.stopping - before.stopping;
  if (pending != 0 || running != 0 || stopping != 0 || tasks != 0)
    count_origin_.run(origin, pending, running, tasks, stopping);
}

EcsTask EcsTaskRepository::insert(EcsTask task) {
  insert_.run(task.id, task.origin, task.cluster, task.host, task.last_status, task.desired_status,
              task.port_block, task.stopped_at, json::serialize(task.document));
  task.number = EcsTaskNumber{database_.last_insert_rowid()};
  count({}, counts_of(task), task.origin, 1);
  return task;
}

std::optional<EcsTask> EcsTaskRepository::find(std::string_view id) {
  return first_row(find_by_id_.query(id), task_of);
}

std::optional<EcsTask> EcsTaskRepository::find(EcsTaskNumber number) {
  return first_row(find_by_number_.query(number), task_of);
}

std::vector<EcsTask> EcsTaskRepository::find_by_start(std::string_view id_start, std::int64_t limit) {
  return all_rows(find_by_start_.query(id_start, limit), task_of);
}

void EcsTaskRepository::update(const EcsTask& task, const EcsTask& before) {
  update_.run(task.number, task.last_status, task.desired_status, task.stopped_at,
              json::serialize(task.document));
  count(counts_of(before), counts_of(task), task.origin, 0);
}

std::vector<EcsTaskRow> EcsTaskRepository::list(const EcsTaskQuery& q) {
  if (q.host) {
    return all_rows(list_host_.query(q.cluster, q.desired_status, q.service, q.family, q.started_by,
                                     q.after_origin, q.after_number, q.limit, *q.host),
                    task_row);
  }
  return all_rows(list_.query(q.cluster, q.desired_status, q.service, q.family, q.started_by, q.after_origin,
                              q.after_number, q.limit),
                  task_row);
}

std::vector<EcsTask> EcsTaskRepository::on_host(EcsContainerInstanceNumber host) {
  return all_rows(on_host_.query(host), task_of);
}

std::vector<EcsTaskRow> EcsTaskRepository::kept_on_host(EcsClusterNumber cluster,
                                                        EcsContainerInstanceNumber host,
                                                        EcsTaskOriginNumber origin) {
  return all_rows(kept_on_host_.query(cluster, host, origin), task_row);
}

std::vector<EcsTask> EcsTaskRepository::of_origin(EcsTaskOriginNumber origin, Progress progress,
                                                  std::int64_t limit) {
  sqlite::Statement& statement = progress == Progress::kRunning ? running_of_origin_ : pending_of_origin_;
  return all_rows(statement.query(origin, limit), task_of);
}

std::vector<EcsTaskRow> EcsTaskRepository::placed_of_origin(EcsTaskOriginNumber origin) {
  return all_rows(placed_of_origin_.query(origin), task_row);
}

std::vector<EcsTaskNumber> EcsTaskRepository::under_way() {
  return all_rows(under_way_.query(), sqlite::first_integer<EcsTaskNumber>);
}

std::vector<EcsTaskNumber> EcsTaskRepository::running() {
  return all_rows(running_.query(), sqlite::first_integer<EcsTaskNumber>);
}

std::vector<EcsPlacedTasks> EcsTaskRepository::placed(EcsClusterNumber cluster) {
  return all_rows(placed_.query(cluster), placed_row);
}

std::int64_t EcsTaskRepository::free_port_block(EcsContainerInstanceNumber host) {
  std::int64_t free = 1;
  for (port_blocks_.query(host); port_blocks_.step(); ++free)
    if (port_blocks_.integer(0) > free) break;
  port_blocks_.reset();
  return free;
}

bool EcsTaskRepository::has_tasks_of_provider(EcsClusterNumber cluster, std::string_view provider) {
  return first_row(of_provider_.query(cluster, provider), sqlite::first_integer<>).has_value();
}

std::vector<EcsTaskNumber> EcsTaskRepository::without_host(EcsClusterNumber cluster) {
  return all_rows(without_host_.query(cluster), sqlite::first_integer<EcsTaskNumber>);
}

std::vector<EcsWaitingTasks> EcsTaskRepository::waiting(EcsClusterNumber cluster) {
  return all_rows(waiting_.query(cluster), [](const sqlite::Statement& row) {
    return EcsWaitingTasks{EcsTaskOriginNumber{row.integer(0)}, row.text(1), row.integer(2)};
  });
}

std::int64_t EcsTaskRepository::count_without_host(EcsClusterNumber cluster) {
  return first_row(count_without_host_.query(cluster), sqlite::first_integer<>).value_or(0);
}

std::vector<EcsClusterNumber> EcsTaskRepository::clusters_without_hosts() {
  return all_rows(clusters_without_hosts_.query(), sqlite::first_integer<EcsClusterNumber>);
}

std::map<std::string, std::int64_t> EcsTaskRepository::counts_by_provider(EcsTaskOriginNumber origin) {
  std::map<std::string, std::int64_t> counts;
  for (by_provider_.query(origin); by_provider_.step();)
    counts[by_provider_.text(0)] = by_provider_.integer(1);
  by_provider_.reset();
  return counts;
}

void EcsTaskRepository::place(const EcsTask& task) {
  place_.run(task.number, task.host, task.port_block, json::serialize(task.document));
}

std::vector<EcsTask> EcsTaskRepository::forget_stopped(std::int64_t moment) {
  std::vector<EcsTask> tasks = all_rows(stopped_before_.query(moment), task_of);
  for (const EcsTask& task : tasks) {
    remove_.run(task.number);
    count_origin_.run(task.origin, 0, 0, -1, 0);
    unused_origins_.run(task.origin);
  }
  return tasks;
}

std::optional<std::int64_t> EcsTaskRepository::oldest_stopped() {
  const auto moment = [](const auto& row) { return optional_integer(row, 0); };
  return first_row(oldest_stopped_.query(), moment).value_or(std::nullopt);
}

std::optional<EcsTaskRepository::Token> EcsTaskRepository::find_token(EcsClusterNumber cluster,
                                                                      std::string_view token,
                                                                      std::int64_t moment) {
  return first_row(find_token_.query(cluster, token, moment), token_row);
}

void EcsTaskRepository::put_token(EcsClusterNumber cluster, std::string_view token, std::int64_t now,
                                  std::int64_t moment, const Token& value) {
  forget_tokens_.run(moment);
  put_token_.run(cluster, token, now, value.request, join(value.task_ids, " "));
}

EcsTaskCounts counts_of(const EcsTaskRow& task) {
  if (!task.is_placed()) return {};
  if (task.is_to_stop()) return {0, 0, 1};
  return task.is_running() ? EcsTaskCounts{0, 1, 0} : EcsTaskCounts{1, 0, 0};
}

}  // namespace eni::sandbox
