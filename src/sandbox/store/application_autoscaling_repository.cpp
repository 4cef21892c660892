#include "sandbox/store/application_autoscaling_repository.h"

#include "sqlite/rows.h"

namespace eni::sandbox {
namespace {

ScalableTarget read_target(const sqlite::Statement& row) {
  return {row.integer(0), row.text(1),    row.text(2),
          row.text(3),    row.integer(4), json::parse(row.view(5)).as_object()};
}

ScalingPart read_part(const sqlite::Statement& row) {
  return {row.integer(0), static_cast<ScalingPartKind>(row.integer(1)), row.text(2), row.integer(3),
          row.integer(4), json::parse(row.view(5)).as_object()};
}

ApplicationScalingActivity read_activity(const sqlite::Statement& row) {
  return {row.text(0),
          row.text(1),
          row.text(2),
          row.text(3),
          row.integer(4),
          row.integer(5),
          json::parse(row.view(6)).as_object()};
}

}  // namespace

ApplicationAutoScalingRepository::ApplicationAutoScalingRepository(sqlite::Database& database)
    : database_{database},
      find_{database,
            "SELECT number, account, region, resource_id, created, document FROM "
            "application_autoscaling_targets "
            "WHERE account = ?1 AND region = ?2 AND resource_id = ?3"},
      find_number_{database,
                   "SELECT number, account, region, resource_id, created, document "
                   "FROM application_autoscaling_targets WHERE number = ?1"},
      targets_{
          database,
          "SELECT number, account, region, resource_id, created, document "
          "FROM application_autoscaling_targets WHERE account = ?1 AND region = ?2 ORDER BY resource_id"},
      all_targets_{database,
                   "SELECT number, account, region, resource_id, created, document "
                   "FROM application_autoscaling_targets"},
      insert_{database,
              "INSERT INTO application_autoscaling_targets (account, region, resource_id, created, document) "
              "VALUES (?1, ?2, ?3, ?4, ?5)"},
      update_{database, "UPDATE application_autoscaling_targets SET document = ?2 WHERE number = ?1"},
      remove_{database, "DELETE FROM application_autoscaling_targets WHERE number = ?1"},
      find_part_{database,
                 "SELECT target, kind, name, created, due, document FROM application_autoscaling_parts "
                 "WHERE target = ?1 AND kind = ?2 AND name = ?3"},
      parts_{database,
             "SELECT target, kind, name, created, due, document FROM application_autoscaling_parts "
             "WHERE target = ?1 AND kind = ?2 ORDER BY name"},
      put_part_{database,
                "INSERT INTO application_autoscaling_parts (target, kind, name, created, due, document) "
                "VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (target, kind, name) "
                "DO UPDATE SET due = excluded.due, document = excluded.document"},
      remove_part_{database,
                   "DELETE FROM application_autoscaling_parts WHERE target = ?1 AND kind = ?2 AND name = ?3"},
      due_parts_{database,
                 "SELECT target, kind, name, created, due, document FROM application_autoscaling_parts "
                 "WHERE due > 0 AND due <= ?1 ORDER BY due"},
      next_due_{database, "SELECT min(due) FROM application_autoscaling_parts WHERE due > 0"},
      put_activity_{database,
                    "INSERT INTO application_autoscaling_activities "
                    "(id, account, region, resource_id, started, ended, document) "
                    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) "
                    "ON CONFLICT (id) DO UPDATE SET ended = excluded.ended, document = excluded.document"},
      activities_{database,
                  "SELECT id, account, region, resource_id, started, ended, document "
                  "FROM application_autoscaling_activities WHERE account = ?1 AND region = ?2 "
                  "AND (?3 = '' OR resource_id = ?3) ORDER BY started DESC, number DESC"},
      under_way_{database,
                 "SELECT id, account, region, resource_id, started, ended, document "
                 "FROM application_autoscaling_activities WHERE account = ?1 AND region = ?2 "
                 "AND resource_id = ?3 AND ended = 0"},
      forget_{database, "DELETE FROM application_autoscaling_activities WHERE started < ?1"} {}

std::optional<ScalableTarget> ApplicationAutoScalingRepository::find(std::string_view account,
                                                                     std::string_view region,
                                                                     std::string_view resource_id) {
  return first_row(find_.query(account, region, resource_id), read_target);
}

std::optional<ScalableTarget> ApplicationAutoScalingRepository::find(std::int64_t number) {
  return first_row(find_number_.query(number), read_target);
}

std::vector<ScalableTarget> ApplicationAutoScalingRepository::targets(std::string_view account,
                                                                      std::string_view region) {
  return all_rows(targets_.query(account, region), read_target);
}

std::vector<ScalableTarget> ApplicationAutoScalingRepository::all_targets() {
  return all_rows(all_targets_.query(), read_target);
}

ScalableTarget ApplicationAutoScalingRepository::insert(ScalableTarget row) {
  insert_.run(row.account, row.region, row.resource_id, row.created, json::serialize(row.document));
  row.number = database_.last_insert_rowid();
  return row;
}

void ApplicationAutoScalingRepository::update(const ScalableTarget& row) {
  update_.run(row.number, json::serialize(row.document));
}

void ApplicationAutoScalingRepository::remove(std::int64_t number) { remove_.run(number); }

std::optional<ScalingPart> ApplicationAutoScalingRepository::find_part(std::int64_t target,
                                                                       ScalingPartKind kind,
                                                                       std::string_view name) {
  return first_row(find_part_.query(target, static_cast<std::int64_t>(kind), name), read_part);
}

std::vector<ScalingPart> ApplicationAutoScalingRepository::parts(std::int64_t target, ScalingPartKind kind) {
  return all_rows(parts_.query(target, static_cast<std::int64_t>(kind)), read_part);
}

void ApplicationAutoScalingRepository::put_part(const ScalingPart& row) {
  put_part_.run(row.target, static_cast<std::int64_t>(row.kind), row.name, row.created, row.due,
                json::serialize(row.document));
}

void ApplicationAutoScalingRepository::remove_part(std::int64_t target, ScalingPartKind kind,
                                                   std::string_view name) {
  remove_part_.run(target, static_cast<std::int64_t>(kind), name);
}

std::vector<ScalingPart> ApplicationAutoScalingRepository::due_parts(std::int64_t now) {
  return all_rows(due_parts_.query(now), read_part);
}

std::optional<std::int64_t> ApplicationAutoScalingRepository::next_due() {
  const auto due = first_row(next_due_.query(), sqlite::first_integer<std::int64_t>);
  return due && *due != 0 ? due : std::nullopt;
}

void ApplicationAutoScalingRepository::put_activity(const ApplicationScalingActivity& row) {
  put_activity_.run(row.id, row.account, row.region, row.resource_id, row.started, row.ended,
                    json::serialize(row.document));
}

std::vector<ApplicationScalingActivity> ApplicationAutoScalingRepository::activities(
    std::string_view account, std::string_view region, std::string_view resource_id) {
  return all_rows(activities_.query(account, region, resource_id), read_activity);
}

std::vector<ApplicationScalingActivity> ApplicationAutoScalingRepository::activities_under_way(
    std::string_view account, std::string_view region, std::string_view resource_id) {
  return all_rows(under_way_.query(account, region, resource_id), read_activity);
}

void ApplicationAutoScalingRepository::forget_activities(std::int64_t before) { forget_.run(before); }

}  // namespace eni::sandbox
