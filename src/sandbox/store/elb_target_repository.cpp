#include "sandbox/store/elb_target_repository.h"

#include "sqlite/rows.h"

namespace eni::sandbox {
namespace {

ElbTargetGroup read_group(const sqlite::Statement& row) {
  return {ElbTargetGroupNumber{row.integer(0)}, row.text(1), row.text(2), row.text(3), row.text(4),
          json::parse(row.view(5)).as_object()};
}

ElbTarget read_target(const sqlite::Statement& row) {
  return {ElbTargetNumber{row.integer(0)},
          ElbTargetGroupNumber{row.integer(1)},
          row.text(2),
          row.integer(3),
          row.text(4),
          row.text(5),
          row.text(6),
          row.text(7),
          row.text(8),
          row.integer(9) != 0,
          row.integer(10),
          row.integer(11)};
}

}  // namespace

ElbTargetRepository::ElbTargetRepository(sqlite::Database& database)
    : database_{database},
      find_group_{database,
                  "SELECT number, arn, account, region, name, document FROM elb_target_group WHERE arn = ?1"},
      find_group_by_number_{
          database,
          "SELECT number, arn, account, region, name, document FROM elb_target_group WHERE number = ?1"},
      find_named_{database,
                  "SELECT number, arn, account, region, name, document FROM elb_target_group "
                  "WHERE account = ?1 AND region = ?2 AND name = ?3"},
      groups_{database,
              "SELECT number, arn, account, region, name, document FROM elb_target_group "
              "WHERE account = ?1 AND region = ?2 ORDER BY number"},
      insert_group_{database,
                    "INSERT INTO elb_target_group (arn, account, region, name, document) "
                    "VALUES (?1, ?2, ?3, ?4, ?5)"},
      update_group_{database, "UPDATE elb_target_group SET document = ?2 WHERE number = ?1"},
      remove_group_{database, "DELETE FROM elb_target_group WHERE number = ?1"},
      remove_targets_{database, "DELETE FROM elb_target WHERE target_group = ?1"},
      find_target_{database,
                   "SELECT number, target_group, id, port, zone, instance, state, reason, description, "
                   "passing, since, due FROM elb_target WHERE number = ?1"},
      find_target_in_group_{database,
                            "SELECT number, target_group, id, port, zone, instance, state, reason, "
                            "description, passing, since, due FROM elb_target "
                            "WHERE target_group = ?1 AND id = ?2 AND port = ?3"},
      targets_{database,
               "SELECT number, target_group, id, port, zone, instance, state, reason, description, "
               "passing, since, due FROM elb_target WHERE target_group = ?1 ORDER BY number"},
      targets_on_{database, "SELECT number FROM elb_target WHERE instance = ?1 AND instance <> ''"},
      watched_targets_{database,
                       "SELECT t.number FROM elb_target t WHERE t.state = 'draining' OR EXISTS "
                       "(SELECT 1 FROM elb_forward f WHERE f.target_group = t.target_group)"},
      insert_target_{database,
                     "INSERT INTO elb_target (target_group, id, port, zone, instance, state, reason, "
                     "description, passing, since, due) "
                     "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)"},
      update_target_{database,
                     "UPDATE elb_target SET zone = ?2, instance = ?3, state = ?4, reason = ?5, "
                     "description = ?6, passing = ?7, since = ?8, due = ?9 WHERE number = ?1"},
      remove_target_{database, "DELETE FROM elb_target WHERE number = ?1"} {}

std::optional<ElbTargetGroup> ElbTargetRepository::find_group(std::string_view arn) {
  return first_row(find_group_.query(arn), read_group);
}

std::optional<ElbTargetGroup> ElbTargetRepository::find_group(ElbTargetGroupNumber number) {
  return first_row(find_group_by_number_.query(number), read_group);
}

std::optional<ElbTargetGroup> ElbTargetRepository::find_named(std::string_view account,
                                                              std::string_view region,
                                                              std::string_view name) {
  return first_row(find_named_.query(account, region, name), read_group);
}

std::vector<ElbTargetGroup> ElbTargetRepository::groups(std::string_view account, std::string_view region) {
  return all_rows(groups_.query(account, region), read_group);
}

ElbTargetGroup ElbTargetRepository::insert(ElbTargetGroup row) {
  insert_group_.run(row.arn, row.account, row.region, row.name, json::serialize(row.document));
  row.number = ElbTargetGroupNumber{database_.last_insert_rowid()};
  return row;
}

void ElbTargetRepository::update(const ElbTargetGroup& row) {
  update_group_.run(row.number, json::serialize(row.document));
}

void ElbTargetRepository::remove(const ElbTargetGroup& row) {
  remove_targets_.run(row.number);
  remove_group_.run(row.number);
}

std::optional<ElbTarget> ElbTargetRepository::find_target(ElbTargetNumber number) {
  return first_row(find_target_.query(number), read_target);
}

std::optional<ElbTarget> ElbTargetRepository::find_target(ElbTargetGroupNumber group, std::string_view id,
                                                          std::int64_t port) {
  return first_row(find_target_in_group_.query(group, id, port), read_target);
}

std::vector<ElbTarget> ElbTargetRepository::targets(ElbTargetGroupNumber group) {
  return all_rows(targets_.query(group), read_target);
}

std::vector<ElbTargetNumber> ElbTargetRepository::targets_on(std::string_view instance) {
  return all_rows(targets_on_.query(instance), sqlite::first_integer<ElbTargetNumber>);
}

std::vector<ElbTargetNumber> ElbTargetRepository::watched_targets() {
  return all_rows(watched_targets_.query(), sqlite::first_integer<ElbTargetNumber>);
}

ElbTarget ElbTargetRepository::insert(ElbTarget row) {
  insert_target_.run(row.target_group, row.id, row.port, row.zone, row.instance, row.state, row.reason,
                     row.description, row.passing, row.since, row.due);
  row.number = ElbTargetNumber{database_.last_insert_rowid()};
  return row;
}

void ElbTargetRepository::update(const ElbTarget& row) {
  update_target_.run(row.number, row.zone, row.instance, row.state, row.reason, row.description, row.passing,
                     row.since, row.due);
}

void ElbTargetRepository::remove(ElbTargetNumber target) { remove_target_.run(target); }

}  // namespace eni::sandbox
