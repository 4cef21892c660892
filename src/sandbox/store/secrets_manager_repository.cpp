#include "sandbox/store/secrets_manager_repository.h"

#include "base/text_array.h"
#include "sandbox/store/read_document.h"
#include "sqlite/rows.h"

namespace eni::sandbox {
namespace {

std::string text_of(const std::vector<std::string>& stages) { return json::serialize(text_array(stages)); }

Secret secret_of(const sqlite::Statement& row) {
  Secret secret;
  secret.id = row.integer(0);
  secret.account = row.text(1);
  secret.region = row.text(2);
  secret.name = row.text(3);
  secret.suffix = row.text(4);
  secret.deletes_at = sqlite::optional_integer(row, 5);
  secret.document = read_document(row, 6);
  return secret;
}

SecretVersion version_of(const sqlite::Statement& row) {
  SecretVersion version;
  version.version_id = row.text(0);
  version.created = row.integer(1);
  version.accessed = row.integer(2);
  for (const json::value& stage : read_list(row, 3)) version.stages.push_back(as_text(stage));
  version.is_binary = row.integer(4) != 0;
  version.number = row.integer(5);
  return version;
}

}  // namespace

SecretsManagerRepository::SecretsManagerRepository(sqlite::Database& database)
    : database_{database},
      find_{database,
            "SELECT id, account, region, name, suffix, deletes_at, document FROM secrets_manager_secret "
            "WHERE account = ?1 AND region = ?2 AND name = ?3 AND (deletes_at IS NULL OR deletes_at > ?4)"},
      list_{database,
            "SELECT id, account, region, name, suffix, deletes_at, document FROM secrets_manager_secret "
            "WHERE account = ?1 AND region = ?2 AND (deletes_at IS NULL OR deletes_at > ?3) ORDER BY id"},
      list_after_{
          database,
          "SELECT id, account, region, name, suffix, deletes_at, document FROM secrets_manager_secret "
          "WHERE account = ?1 AND region = ?2 AND (deletes_at IS NULL OR deletes_at > ?3) AND id > ?4 "
          "ORDER BY id LIMIT ?5"},
      list_before_{
          database,
          "SELECT id, account, region, name, suffix, deletes_at, document FROM secrets_manager_secret "
          "WHERE account = ?1 AND region = ?2 AND (deletes_at IS NULL OR deletes_at > ?3) AND id < ?4 "
          "ORDER BY id DESC LIMIT ?5"},
      create_{database,
              "INSERT INTO secrets_manager_secret (account, region, name, suffix, document) "
              "VALUES (?1, ?2, ?3, ?4, ?5)"},
      update_{database, "UPDATE secrets_manager_secret SET deletes_at = ?2, document = ?3 WHERE id = ?1"},
      remove_{database, "DELETE FROM secrets_manager_secret WHERE id = ?1"},
      remove_ended_{database, "DELETE FROM secrets_manager_secret WHERE deletes_at <= ?1"},
      versions_{
          database,
          "SELECT version_id, created, accessed, stages, is_binary, number FROM secrets_manager_version "
          "WHERE secret = ?1 ORDER BY number"},
      value_{database, "SELECT value FROM secrets_manager_version WHERE secret = ?1 AND version_id = ?2"},
      add_version_{database,
                   "INSERT INTO secrets_manager_version (secret, version_id, created, accessed, stages, "
                   "is_binary, value) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"},
      remove_version_{database, "DELETE FROM secrets_manager_version WHERE secret = ?1 AND version_id = ?2"},
      set_stages_{database,
                  "UPDATE secrets_manager_version SET stages = ?3 WHERE secret = ?1 AND version_id = ?2"},
      set_accessed_{
          database,
          "UPDATE secrets_manager_version SET accessed = ?3 WHERE secret = ?1 AND version_id = ?2"} {}

std::optional<Secret> SecretsManagerRepository::find(std::string_view account, std::string_view region,
                                                     std::string_view name, std::int64_t now) {
  return first_row(find_.query(account, region, name, now), secret_of);
}

std::vector<Secret> SecretsManagerRepository::list(std::string_view account, std::string_view region,
                                                   std::int64_t now) {
  return all_rows(list_.query(account, region, now), secret_of);
}

std::vector<Secret> SecretsManagerRepository::list_after(const Part& part, std::int64_t id) {
  return all_rows(list_after_.query(part.account, part.region, part.now, id, part.size), secret_of);
}

std::vector<Secret> SecretsManagerRepository::list_before(const Part& part, std::int64_t id) {
  return all_rows(list_before_.query(part.account, part.region, part.now, id, part.size), secret_of);
}

std::int64_t SecretsManagerRepository::create(const Secret& secret) {
  create_.run(secret.account, secret.region, secret.name, secret.suffix, json::serialize(secret.document));
  return database_.last_insert_rowid();
}

void SecretsManagerRepository::update(const Secret& secret) {
  update_.run(secret.id, secret.deletes_at, json::serialize(secret.document));
}

void SecretsManagerRepository::remove(std::int64_t id) { remove_.run(id); }

void SecretsManagerRepository::remove_ended(std::int64_t now) { remove_ended_.run(now); }

std::vector<SecretVersion> SecretsManagerRepository::versions(std::int64_t secret) {
  return all_rows(versions_.query(secret), version_of);
}

std::string SecretsManagerRepository::value(std::int64_t secret, std::string_view version_id) {
  return first_row(value_.query(secret, version_id), sqlite::first_text).value_or("");
}

void SecretsManagerRepository::add_version(std::int64_t secret, const SecretVersion& version) {
  add_version_.run(secret, version.version_id, version.created, version.accessed, text_of(version.stages),
                   std::int64_t{version.is_binary}, version.value);
}

void SecretsManagerRepository::remove_version(std::int64_t secret, std::string_view version_id) {
  remove_version_.run(secret, version_id);
}

void SecretsManagerRepository::set_stages(std::int64_t secret, std::string_view version_id,
                                          const std::vector<std::string>& stages) {
  set_stages_.run(secret, version_id, text_of(stages));
}

void SecretsManagerRepository::set_accessed(std::int64_t secret, std::string_view version_id,
                                            std::int64_t when) {
  set_accessed_.run(secret, version_id, when);
}

}  // namespace eni::sandbox
