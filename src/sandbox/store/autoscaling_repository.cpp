#include "sandbox/store/autoscaling_repository.h"

#include "sandbox/store/read_document.h"
#include "sqlite/rows.h"

namespace eni::sandbox {
namespace {

AutoScalingGroup group_of(const sqlite::Statement& row) {
  AutoScalingGroup group;
  group.number = row.integer(0);
  group.account = row.text(1);
  group.region = row.text(2);
  group.name = row.text(3);
  group.arn = row.text(4);
  group.created = row.integer(5);
  group.is_deleting = row.integer(6) != 0;
  group.document = read_document(row, 7);
  return group;
}

AutoScalingTag tag_of(const sqlite::Statement& row) {
  return {row.text(0), row.text(1), row.integer(2) != 0};
}

AutoScalingPart part_of(const sqlite::Statement& row) {
  AutoScalingPart part;
  part.number = row.integer(0);
  part.group = row.integer(1);
  part.kind = static_cast<AutoScalingPartKind>(row.integer(2));
  part.name = row.text(3);
  part.due = row.integer(4);
  part.document = read_document(row, 5);
  return part;
}

LaunchConfiguration configuration_of(const sqlite::Statement& row) {
  return {row.text(0), row.text(1), row.text(2), row.text(3), row.integer(4), read_document(row, 5)};
}

}  // namespace

AutoScalingRepository::AutoScalingRepository(sqlite::Database& database)
    : database_{database},
      find_{database,
            "SELECT number, account, region, name, arn, created, deleting, document FROM autoscaling_groups "
            "WHERE account = ?1 AND region = ?2 AND name = ?3"},
      find_number_{database,
                   "SELECT number, account, region, name, arn, created, deleting, document "
                   "FROM autoscaling_groups WHERE number = ?1"},
      list_{database,
            "SELECT number, account, region, name, arn, created, deleting, document FROM autoscaling_groups "
            "WHERE account = ?1 AND region = ?2 AND name > ?3 ORDER BY name LIMIT ?4"},
      count_{database, "SELECT count(*) FROM autoscaling_groups WHERE account = ?1 AND region = ?2"},
      all_numbers_{database, "SELECT number FROM autoscaling_groups"},
      with_metrics_{database,
                    "SELECT number FROM autoscaling_groups "
                    "WHERE json_array_length(document, '$.EnabledMetrics') > 0"},
      insert_{database,
              "INSERT INTO autoscaling_groups (account, region, name, arn, created, deleting, "
              "document) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"},
      update_{database, "UPDATE autoscaling_groups SET deleting = ?2, document = ?3 WHERE number = ?1"},
      remove_{database, "DELETE FROM autoscaling_groups WHERE number = ?1"},
      tags_{database,
            "SELECT key, value, propagate FROM autoscaling_tags WHERE group_number = ?1 ORDER BY key"},
      set_tag_{database,
               "INSERT OR REPLACE INTO autoscaling_tags (group_number, key, value, propagate) "
               "VALUES (?1, ?2, ?3, ?4)"},
      remove_tag_{database, "DELETE FROM autoscaling_tags WHERE group_number = ?1 AND key = ?2"},
      find_part_{database,
                 "SELECT number, group_number, kind, name, due, document FROM autoscaling_parts "
                 "WHERE group_number = ?1 AND kind = ?2 AND name = ?3"},
      parts_{database,
             "SELECT number, group_number, kind, name, due, document FROM autoscaling_parts "
             "WHERE group_number = ?1 AND kind = ?2 ORDER BY number"},
      put_part_{database,
                "INSERT INTO autoscaling_parts (group_number, kind, name, due, document) "
                "VALUES (?1, ?2, ?3, ?4, ?5) "
                "ON CONFLICT (group_number, kind, name) DO UPDATE SET due = ?4, document = ?5"},
      remove_part_{database,
                   "DELETE FROM autoscaling_parts WHERE group_number = ?1 AND kind = ?2 AND name = ?3"},
      due_parts_{database,
                 "SELECT number, group_number, kind, name, due, document FROM autoscaling_parts "
                 "WHERE kind = ?1 AND due > 0 AND due <= ?2 ORDER BY due, number"},
      next_due_{database, "SELECT min(due) FROM autoscaling_parts WHERE kind = ?1 AND due > 0"},
      find_configuration_{database,
                          "SELECT account, region, name, arn, created, document "
                          "FROM autoscaling_launch_configurations "
                          "WHERE account = ?1 AND region = ?2 AND name = ?3"},
      configurations_{database,
                      "SELECT account, region, name, arn, created, document "
                      "FROM autoscaling_launch_configurations WHERE account = ?1 AND region = ?2 "
                      "ORDER BY name"},
      insert_configuration_{database,
                            "INSERT INTO autoscaling_launch_configurations "
                            "(account, region, name, arn, created, document) "
                            "VALUES (?1, ?2, ?3, ?4, ?5, ?6)"},
      remove_configuration_{database,
                            "DELETE FROM autoscaling_launch_configurations "
                            "WHERE account = ?1 AND region = ?2 AND name = ?3"} {}

std::optional<AutoScalingGroup> AutoScalingRepository::find(const AutoScalingPlace& place,
                                                            std::string_view name) {
  return first_row(find_.query(place.account, place.region, name), group_of);
}

std::optional<AutoScalingGroup> AutoScalingRepository::find(std::int64_t number) {
  return first_row(find_number_.query(number), group_of);
}

std::vector<AutoScalingGroup> AutoScalingRepository::list(const AutoScalingPlace& place,
                                                          std::string_view after, std::int64_t limit) {
  return all_rows(list_.query(place.account, place.region, after, limit), group_of);
}

std::int64_t AutoScalingRepository::count(const AutoScalingPlace& place) {
  return first_row(count_.query(place.account, place.region), sqlite::first_integer<>).value_or(0);
}

std::vector<std::int64_t> AutoScalingRepository::all_numbers() {
  return all_rows(all_numbers_.query(), sqlite::first_integer<>);
}

std::vector<std::int64_t> AutoScalingRepository::with_metrics() {
  return all_rows(with_metrics_.query(), sqlite::first_integer<>);
}

AutoScalingGroup AutoScalingRepository::insert(AutoScalingGroup group) {
  insert_.run(group.account, group.region, group.name, group.arn, group.created, group.is_deleting,
              json::serialize(group.document));
  group.number = database_.last_insert_rowid();
  return group;
}

void AutoScalingRepository::update(const AutoScalingGroup& group) {
  update_.run(group.number, group.is_deleting, json::serialize(group.document));
}

void AutoScalingRepository::remove(std::int64_t number) { remove_.run(number); }

std::vector<AutoScalingTag> AutoScalingRepository::tags(std::int64_t group) {
  return all_rows(tags_.query(group), tag_of);
}

void AutoScalingRepository::set_tag(std::int64_t group, const AutoScalingTag& tag) {
  set_tag_.run(group, tag.key, tag.value, tag.propagate_at_launch);
}

void AutoScalingRepository::remove_tag(std::int64_t group, std::string_view key) {
  remove_tag_.run(group, key);
}

std::optional<AutoScalingPart> AutoScalingRepository::find_part(std::int64_t group, AutoScalingPartKind kind,
                                                                std::string_view name) {
  return first_row(find_part_.query(group, kind, name), part_of);
}

std::vector<AutoScalingPart> AutoScalingRepository::parts(std::int64_t group, AutoScalingPartKind kind) {
  return all_rows(parts_.query(group, kind), part_of);
}

void AutoScalingRepository::put_part(const AutoScalingPart& part) {
  put_part_.run(part.group, part.kind, part.name, part.due, json::serialize(part.document));
}

void AutoScalingRepository::remove_part(std::int64_t group, AutoScalingPartKind kind, std::string_view name) {
  remove_part_.run(group, kind, name);
}

std::vector<AutoScalingPart> AutoScalingRepository::due_parts(AutoScalingPartKind kind, std::int64_t now) {
  return all_rows(due_parts_.query(kind, now), part_of);
}

std::optional<std::int64_t> AutoScalingRepository::next_due(AutoScalingPartKind kind) {
  return first_row(next_due_.query(kind),
                   [](const sqlite::Statement& row) { return sqlite::optional_integer(row, 0); })
      .value_or(std::nullopt);
}

std::optional<LaunchConfiguration> AutoScalingRepository::find_launch_configuration(
    const AutoScalingPlace& place, std::string_view name) {
  return first_row(find_configuration_.query(place.account, place.region, name), configuration_of);
}

std::vector<LaunchConfiguration> AutoScalingRepository::launch_configurations(const AutoScalingPlace& place) {
  return all_rows(configurations_.query(place.account, place.region), configuration_of);
}

void AutoScalingRepository::insert_launch_configuration(const LaunchConfiguration& configuration) {
  insert_configuration_.run(configuration.account, configuration.region, configuration.name,
                            configuration.arn, configuration.created,
                            json::serialize(configuration.document));
}

void AutoScalingRepository::remove_launch_configuration(const AutoScalingPlace& place,
                                                        std::string_view name) {
  remove_configuration_.run(place.account, place.region, name);
}

}  // namespace eni::sandbox
