#include "sandbox/store/ecs_task_target_repository.h"

#include "sqlite/rows.h"

namespace eni::sandbox {
namespace {

EcsTaskTarget read_target(const sqlite::Statement& row) {
  return {EcsTaskNumber{row.integer(0)},
          EcsTaskOriginNumber{row.integer(1)},
          row.text(2),
          row.text(3),
          row.integer(4),
          row.integer(5),
          row.text(6)};
}

}  // namespace

EcsTaskTargetRepository::EcsTaskTargetRepository(sqlite::Database& database)
    : insert_{database,
              "INSERT INTO ecs_task_targets (task, origin, target_group, id, port, container_port, state) "
              "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"},
      set_state_{
          database,
          "UPDATE ecs_task_targets SET state = ?4 WHERE task = ?1 AND target_group = ?2 AND port = ?3"},
      remove_{database, "DELETE FROM ecs_task_targets WHERE task = ?1 AND target_group = ?2 AND port = ?3"},
      leave_{database,
             "UPDATE ecs_task_targets SET state = 'leaving' WHERE task = ?1 AND state <> 'draining'"},
      of_task_{database,
               "SELECT task, origin, target_group, id, port, container_port, state FROM ecs_task_targets "
               "WHERE task = ?1"},
      tasks_at_{database,
                "SELECT task FROM ecs_task_targets WHERE target_group = ?1 AND id = ?2 AND port = ?3"},
      unready_{database,
               "SELECT DISTINCT task FROM ecs_task_targets WHERE origin = ?1 "
               "AND state NOT IN ('healthy', 'leaving', 'draining')"},
      tasks_{database, "SELECT DISTINCT task FROM ecs_task_targets"} {}

void EcsTaskTargetRepository::insert(const EcsTaskTarget& row) {
  insert_.run(row.task, row.origin, row.target_group, row.id, row.port, row.container_port, row.state);
}

void EcsTaskTargetRepository::set_state(const EcsTaskTarget& row, std::string_view state) {
  set_state_.run(row.task, row.target_group, row.port, state);
}

void EcsTaskTargetRepository::remove(const EcsTaskTarget& row) {
  remove_.run(row.task, row.target_group, row.port);
}

void EcsTaskTargetRepository::leave(EcsTaskNumber task) { leave_.run(task); }

std::vector<EcsTaskTarget> EcsTaskTargetRepository::of_task(EcsTaskNumber task) {
  return all_rows(of_task_.query(task), read_target);
}

std::vector<EcsTaskNumber> EcsTaskTargetRepository::tasks_at(std::string_view target_group,
                                                             std::string_view id, std::int64_t port) {
  return all_rows(tasks_at_.query(target_group, id, port), sqlite::first_integer<EcsTaskNumber>);
}

std::vector<EcsTaskNumber> EcsTaskTargetRepository::unready(EcsTaskOriginNumber origin) {
  return all_rows(unready_.query(origin), sqlite::first_integer<EcsTaskNumber>);
}

std::vector<EcsTaskNumber> EcsTaskTargetRepository::tasks() {
  return all_rows(tasks_.query(), sqlite::first_integer<EcsTaskNumber>);
}

}  // namespace eni::sandbox
