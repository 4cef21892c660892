#include "sandbox/store/autoscaling_instance_repository.h"

#include "sandbox/store/read_document.h"
#include "sqlite/rows.h"

namespace eni::sandbox {
namespace {

AutoScalingInstance instance_of(const sqlite::Statement& row) {
  AutoScalingInstance instance;
  instance.id = row.text(0);
  instance.group = row.integer(1);
  instance.state = static_cast<LifecycleState>(row.integer(2));
  instance.zone = row.text(3);
  instance.is_healthy = row.integer(4) != 0;
  instance.is_protected = row.integer(5) != 0;
  instance.due = row.integer(6);
  instance.document = read_document(row, 7);
  return instance;
}

ScalingActivity activity_of(const sqlite::Statement& row) {
  ScalingActivity activity;
  activity.number = row.integer(0);
  activity.group = row.integer(1);
  activity.id = row.text(2);
  activity.description = row.text(3);
  activity.cause = row.text(4);
  activity.start = row.integer(5);
  activity.end = row.integer(6);
  activity.status = row.text(7);
  activity.status_message = row.text(8);
  activity.progress = row.integer(9);
  activity.details = row.text(10);
  return activity;
}

ActivityOwner owner_of(const sqlite::Statement& row) {
  return {row.integer(0), row.text(1), row.text(2), row.integer(3) != 0};
}

}  // namespace

AutoScalingInstanceRepository::AutoScalingInstanceRepository(sqlite::Database& database)
    : database_{database},
      find_{database,
            "SELECT id, group_number, state, zone, healthy, protected, due, document "
            "FROM autoscaling_instances WHERE id = ?1"},
      list_{database,
            "SELECT id, group_number, state, zone, healthy, protected, due, document "
            "FROM autoscaling_instances WHERE group_number = ?1 ORDER BY id"},
      in_state_{database,
                "SELECT id, group_number, state, zone, healthy, protected, due, document "
                "FROM autoscaling_instances WHERE group_number = ?1 AND state = ?2"},
      unhealthy_{database,
                 "SELECT id, group_number, state, zone, healthy, protected, due, document "
                 "FROM autoscaling_instances WHERE group_number = ?1 AND healthy = 0"},
      due_{database,
           "SELECT id, group_number, state, zone, healthy, protected, due, document "
           "FROM autoscaling_instances WHERE group_number = ?1 AND due > 0 AND due <= ?2 ORDER BY due"},
      next_due_{database, "SELECT min(due) FROM autoscaling_instances WHERE group_number = ?1 AND due > 0"},
      counts_{database,
              "SELECT state, count(*) FROM autoscaling_instances WHERE group_number = ?1 GROUP BY state"},
      capacity_by_zone_{database,
                        "SELECT zone, count(*) FROM autoscaling_instances "
                        "WHERE group_number = ?1 AND state <= 3 GROUP BY zone"},
      insert_{database,
              "INSERT INTO autoscaling_instances (id, group_number, state, zone, healthy, protected, due, "
              "document) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"},
      update_{database,
              "UPDATE autoscaling_instances SET state = ?2, zone = ?3, healthy = ?4, protected = ?5, "
              "due = ?6, document = ?7 WHERE id = ?1"},
      remove_{database, "DELETE FROM autoscaling_instances WHERE id = ?1"},
      add_activity_{database,
                    "INSERT INTO autoscaling_activities (group_number, id, description, cause, started, "
                    "ended, status, status_message, progress, details) "
                    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"},
      update_activity_{database,
                       "UPDATE autoscaling_activities SET description = ?2, cause = ?3, ended = ?4, "
                       "status = ?5, status_message = ?6, progress = ?7, details = ?8 WHERE number = ?1"},
      find_activity_{database,
                     "SELECT number, group_number, id, description, cause, started, ended, status, "
                     "status_message, progress, details FROM autoscaling_activities WHERE id = ?1"},
      activities_{database,
                  "SELECT number, group_number, id, description, cause, started, ended, status, "
                  "status_message, progress, details FROM autoscaling_activities WHERE group_number = ?1 "
                  "ORDER BY ended > 0, started DESC, number DESC LIMIT ?3 OFFSET ?2"},
      owners_{database,
              "SELECT group_number, name, arn, deleted FROM autoscaling_activity_owners "
              "WHERE account = ?1 AND region = ?2 ORDER BY group_number DESC"},
      add_owner_{database,
                 "INSERT INTO autoscaling_activity_owners (group_number, account, region, name, arn, "
                 "deleted) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"},
      set_owner_deleted_{database,
                         "UPDATE autoscaling_activity_owners SET deleted = 1 WHERE group_number = ?1"},
      forget_activities_{database,
                         "DELETE FROM autoscaling_activities "
                         "WHERE group_number = ?1 AND (ended > 0) = 1 AND started < ?2"} {}

std::optional<AutoScalingInstance> AutoScalingInstanceRepository::find(std::string_view id) {
  return first_row(find_.query(id), instance_of);
}

std::vector<AutoScalingInstance> AutoScalingInstanceRepository::list(std::int64_t group) {
  return all_rows(list_.query(group), instance_of);
}

std::vector<AutoScalingInstance> AutoScalingInstanceRepository::in_state(std::int64_t group,
                                                                         LifecycleState state) {
  return all_rows(in_state_.query(group, state), instance_of);
}

std::vector<AutoScalingInstance> AutoScalingInstanceRepository::unhealthy(std::int64_t group) {
  return all_rows(unhealthy_.query(group), instance_of);
}

std::vector<AutoScalingInstance> AutoScalingInstanceRepository::due(std::int64_t group, std::int64_t now) {
  return all_rows(due_.query(group, now), instance_of);
}

std::optional<std::int64_t> AutoScalingInstanceRepository::next_due(std::int64_t group) {
  return first_row(next_due_.query(group),
                   [](const sqlite::Statement& row) { return sqlite::optional_integer(row, 0); })
      .value_or(std::nullopt);
}

std::map<LifecycleState, std::int64_t> AutoScalingInstanceRepository::counts(std::int64_t group) {
  std::map<LifecycleState, std::int64_t> counts;
  for (counts_.query(group); counts_.step();)
    counts[static_cast<LifecycleState>(counts_.integer(0))] = counts_.integer(1);
  return counts;
}

std::map<std::string, std::int64_t> AutoScalingInstanceRepository::capacity_by_zone(std::int64_t group) {
  std::map<std::string, std::int64_t> counts;
  for (capacity_by_zone_.query(group); capacity_by_zone_.step();)
    counts[capacity_by_zone_.text(0)] = capacity_by_zone_.integer(1);
  return counts;
}

void AutoScalingInstanceRepository::insert(const AutoScalingInstance& instance) {
  insert_.run(instance.id, instance.group, instance.state, instance.zone, instance.is_healthy,
              instance.is_protected, instance.due, json::serialize(instance.document));
}

void AutoScalingInstanceRepository::update(const AutoScalingInstance& instance) {
  update_.run(instance.id, instance.state, instance.zone, instance.is_healthy, instance.is_protected,
              instance.due, json::serialize(instance.document));
}

void AutoScalingInstanceRepository::remove(std::string_view id) { remove_.run(id); }

ScalingActivity AutoScalingInstanceRepository::add_activity(ScalingActivity activity) {
  add_activity_.run(activity.group, activity.id, activity.description, activity.cause, activity.start,
                    activity.end, activity.status, activity.status_message, activity.progress,
                    activity.details);
  activity.number = database_.last_insert_rowid();
  return activity;
}

void AutoScalingInstanceRepository::update_activity(const ScalingActivity& activity) {
  update_activity_.run(activity.number, activity.description, activity.cause, activity.end, activity.status,
                       activity.status_message, activity.progress, activity.details);
}

std::optional<ScalingActivity> AutoScalingInstanceRepository::find_activity(std::string_view id) {
  return first_row(find_activity_.query(id), activity_of);
}

std::vector<ScalingActivity> AutoScalingInstanceRepository::activities(std::int64_t group,
                                                                       std::int64_t offset,
                                                                       std::int64_t limit) {
  return all_rows(activities_.query(group, offset, limit), activity_of);
}

std::vector<ActivityOwner> AutoScalingInstanceRepository::activity_owners(std::string_view account,
                                                                          std::string_view region) {
  return all_rows(owners_.query(account, region), owner_of);
}

void AutoScalingInstanceRepository::add_activity_owner(std::string_view account, std::string_view region,
                                                       const ActivityOwner& owner) {
  add_owner_.run(owner.group, account, region, owner.name, owner.arn, owner.is_deleted);
}

void AutoScalingInstanceRepository::set_owner_deleted(std::int64_t group) { set_owner_deleted_.run(group); }

void AutoScalingInstanceRepository::forget_activities(std::int64_t group, std::int64_t time) {
  forget_activities_.run(group, time);
}

}  // namespace eni::sandbox
