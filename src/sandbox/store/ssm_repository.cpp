#include "sandbox/store/ssm_repository.h"

#include "sandbox/store/read_document.h"
#include "sqlite/rows.h"

namespace eni::sandbox {
namespace {

std::string text_of(const std::vector<std::string>& labels) {
  json::array list;
  for (const std::string& label : labels) list.emplace_back(label);
  return json::serialize(list);
}

SsmParameter parameter_of(const sqlite::Statement& row) {
  SsmParameter parameter;
  parameter.id = row.integer(0);
  parameter.name = row.text(1);
  parameter.version = row.integer(2);
  parameter.type = row.text(3);
  parameter.value = row.text(4);
  parameter.description = row.text(5);
  parameter.allowed_pattern = row.text(6);
  parameter.tier = row.text(7);
  parameter.data_type = row.text(8);
  parameter.key_id = row.text(9);
  parameter.last_modified = row.integer(10);
  parameter.last_modified_user = row.text(11);
  for (const json::value& label : read_list(row, 12)) parameter.labels.push_back(as_text(label));
  return parameter;
}

}  // namespace

SsmRepository::SsmRepository(sqlite::Database& database)
    : database_{database},
      find_{
          database,
          "SELECT p.id, p.name, version, type, value, description, allowed_pattern, tier, data_type, key_id, "
          "last_modified, last_modified_user, labels FROM ssm_parameter AS p "
          "JOIN ssm_parameter_version AS v ON v.parameter_id = p.id "
          "WHERE account = ?1 AND region = ?2 AND name = ?3 ORDER BY version DESC LIMIT 1"},
      history_{
          database,
          "SELECT p.id, p.name, version, type, value, description, allowed_pattern, tier, data_type, key_id, "
          "last_modified, last_modified_user, labels FROM ssm_parameter AS p "
          "JOIN ssm_parameter_version AS v ON v.parameter_id = p.id WHERE p.id = ?1 ORDER BY version"},
      list_{
          database,
          "SELECT p.id, p.name, version, type, value, description, allowed_pattern, tier, data_type, key_id, "
          "last_modified, last_modified_user, labels FROM ssm_parameter AS p "
          "JOIN ssm_parameter_version AS v ON v.parameter_id = p.id "
          "WHERE account = ?1 AND region = ?2 AND substr(name, 1, length(?3)) = ?3 AND name >= ?3 AND name > "
          "?4 "
          "AND version = (SELECT max(version) FROM ssm_parameter_version WHERE parameter_id = p.id) "
          "ORDER BY name LIMIT ?5"},
      create_{database, "INSERT INTO ssm_parameter (account, region, name) VALUES (?1, ?2, ?3)"},
      add_version_{database,
                   "INSERT INTO ssm_parameter_version (parameter_id, version, type, value, description, "
                   "allowed_pattern, tier, data_type, key_id, last_modified, last_modified_user, labels) "
                   "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)"},
      delete_version_{database, "DELETE FROM ssm_parameter_version WHERE parameter_id = ?1 AND version = ?2"},
      remove_{database, "DELETE FROM ssm_parameter WHERE id = ?1"},
      set_labels_{database,
                  "UPDATE ssm_parameter_version SET labels = ?3 WHERE parameter_id = ?1 AND version = ?2"},
      tags_{database, "SELECT key, value FROM ssm_parameter_tag WHERE parameter_id = ?1"},
      set_tag_{database,
               "INSERT OR REPLACE INTO ssm_parameter_tag (parameter_id, key, value) VALUES (?1, ?2, ?3)"},
      remove_tag_{database, "DELETE FROM ssm_parameter_tag WHERE parameter_id = ?1 AND key = ?2"} {}

std::optional<SsmParameter> SsmRepository::find(std::string_view account, std::string_view region,
                                                std::string_view name) {
  return first_row(find_.query(account, region, name), parameter_of);
}

std::vector<SsmParameter> SsmRepository::history(std::int64_t id) {
  return all_rows(history_.query(id), parameter_of);
}

std::vector<SsmParameter> SsmRepository::list(std::string_view account, std::string_view region,
                                              std::string_view prefix, std::string_view after,
                                              std::int64_t limit) {
  return all_rows(list_.query(account, region, prefix, after, limit), parameter_of);
}

std::int64_t SsmRepository::create(std::string_view account, std::string_view region, std::string_view name) {
  create_.run(account, region, name);
  return database_.last_insert_rowid();
}

void SsmRepository::add_version(const SsmParameter& p) {
  add_version_.run(p.id, p.version, p.type, p.value, p.description, p.allowed_pattern, p.tier, p.data_type,
                   p.key_id, p.last_modified, p.last_modified_user, text_of(p.labels));
}

void SsmRepository::delete_version(std::int64_t id, std::int64_t version) {
  delete_version_.run(id, version);
}
void SsmRepository::remove(std::int64_t id) { remove_.run(id); }

void SsmRepository::set_labels(std::int64_t id, std::int64_t version,
                               const std::vector<std::string>& labels) {
  set_labels_.run(id, version, text_of(labels));
}

std::map<std::string, std::string> SsmRepository::tags(std::int64_t id) { return all_pairs(tags_.query(id)); }

void SsmRepository::set_tag(std::int64_t id, std::string_view key, std::string_view value) {
  set_tag_.run(id, key, value);
}

void SsmRepository::remove_tag(std::int64_t id, std::string_view key) { remove_tag_.run(id, key); }

}  // namespace eni::sandbox
