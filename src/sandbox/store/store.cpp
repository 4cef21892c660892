#include "sandbox/store/store.h"

#include <map>

#include "base/hash.h"
#include "base/text.h"
#include "embedded/schema_sql.h"

namespace eni::sandbox {

namespace {

/// Of schema.sql. Before the first release it stays 1: state files of a working copy are not carried on.
constexpr int kSchemaVersion = 1;

/// "eni1", by which the file of this program is known among all SQLite files.
constexpr int kApplicationId = 0x656e6931;

/// Whether the file holds something, and not of this program's making.
bool is_foreign(sqlite::Database& database) {
  sqlite::Statement id{database, "PRAGMA application_id"};
  if (id.step() && id.integer(0) == kApplicationId) return false;
  sqlite::Statement tables{database, "SELECT count(*) FROM sqlite_master"};
  return tables.step() && tables.integer(0) > 0;
}

/// Whether this very schema was in force when the tables were last changed.
bool is_sealed(sqlite::Database& database, const std::string& digest) {
  sqlite::Statement table{database,
                          "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_seal'"};
  if (!table.step()) return false;
  sqlite::Statement seal{database, "SELECT digest, tables FROM schema_seal"};
  return seal.step() && seal.view(0) == digest && seal.integer(1) == database.schema_version();
}

void seal(sqlite::Database& database, const std::string& digest) {
  sqlite::Statement replace{database,
                            "INSERT OR REPLACE INTO schema_seal (id, digest, tables) VALUES (1, ?1, ?2)"};
  replace.run(digest, database.schema_version());
}

/// Columns of each table in their order, with type and constraints. By table.
std::map<std::string, std::string> columns_of(sqlite::Database& database) {
  sqlite::Statement all{database,
                        "SELECT t.name, c.name, c.type, c.\"notnull\", c.pk FROM sqlite_master t, "
                        "pragma_table_xinfo(t.name) c WHERE t.type = 'table' ORDER BY t.name, c.cid"};
  std::map<std::string, std::string> columns;
  for (all.query(); all.step();) {
    std::string& list = columns[all.text(0)];
    for (const int column : {1, 2, 3, 4}) list.append(all.view(column)).append("|");
  }
  return columns;
}

std::string digest_of_schema() { return hex(sha256(embedded::schema_sql)); }

/// A table that is there, but not as schema.sql has it; empty if there is none. One that is missing is made later.
std::string changed_table(sqlite::Database& database) {
  if (is_sealed(database, digest_of_schema())) return "";
  const auto found = columns_of(database);
  if (found.empty()) return "";
  auto fresh = sqlite::Database::open(":memory:").value();
  fresh.execute_text(embedded::schema_sql);
  for (const auto& [table, columns] : columns_of(fresh)) {
    const auto here = found.find(table);
    if (here != found.end() && here->second != columns) return table;
  }
  return "";
}

/// Every statement of the schema says IF NOT EXISTS, so a table that was added later is made here, too. A sandbox that
/// is killed in between leaves either the whole schema or none of it.
void create_schema(sqlite::Database& database) {
  const std::string digest = digest_of_schema();
  if (is_sealed(database, digest)) return;
  sqlite::Transaction transaction{database};
  database.execute_text("PRAGMA application_id=" + std::to_string(kApplicationId));
  database.execute_text(embedded::schema_sql);
  database.set_user_version(kSchemaVersion);
  seal(database, digest);
  transaction.commit();
}

Error version_error(const std::string& file, int version) {
  return {"the state file " + file + " has schema version " + std::to_string(version) +
              "; this sandbox knows " + std::to_string(kSchemaVersion),
          "use the newer eni-trunking that wrote it, or another --state FILE"};
}

Error columns_error(const std::string& file, const std::string& table) {
  return {"the state file " + file + " has other columns in its table " + table + " than this sandbox knows",
          "use the eni-trunking that wrote it, or another --state FILE; this one is left as it is"};
}

/// Before anything is written: the file of another program, or of another version, is to stay as it is.
Result<void> check_origin(sqlite::Database& database, const std::string& file) {
  if (is_foreign(database)) {
    return Error{"the state file " + file + " is a database of another program",
                 "give another --state FILE; this one is left as it is"};
  }
  if (const int version = database.user_version(); version > kSchemaVersion)
    return version_error(file, version);
  if (auto table = changed_table(database); !table.empty()) return columns_error(file, table);
  return {};
}

}  // namespace

Result<std::unique_ptr<Store>> Store::open(const std::string& file) {
  ENI_TRY(sqlite::Database database, sqlite::Database::open(file));
  try {
    ENI_CHECK(check_origin(database, file));
    if (file != ":memory:") {
      ENI_CHECK(database.restrict_to_owner());
    }
    database.use_write_ahead_log();
    create_schema(database);
  } catch (const sqlite::Failure& failure) {
    return explain(file, failure);
  }
  return std::unique_ptr<Store>{new Store{std::move(database)}};
}

}  // namespace eni::sandbox
