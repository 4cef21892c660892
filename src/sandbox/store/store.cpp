#include "sandbox/store/store.h"

#include <map>

#include "embedded/empty_state_db.h"
#include "sandbox/store/schema.h"

namespace eni::sandbox {

namespace {

/// Whether the file holds something, and not of this program's making.
bool is_foreign(sqlite::Database& database) {
  sqlite::Statement id{database, "PRAGMA application_id"};
  if (id.step() && id.integer(0) == kApplicationId) return false;
  sqlite::Statement tables{database, "SELECT count(*) FROM sqlite_master"};
  return tables.step() && tables.integer(0) > 0;
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

/// A table that is there, but not as schema.sql has it; empty if there is none. One that is missing is made later.
std::string changed_table(sqlite::Database& database) {
  if (is_schema_sealed(database)) return "";
  const auto found = columns_of(database);
  if (found.empty()) return "";
  auto fresh = sqlite::Database::open(":memory:").value();
  fresh.copy_from(embedded::empty_state_db);
  for (const auto& [table, columns] : columns_of(fresh)) {
    const auto here = found.find(table);
    if (here != found.end() && here->second != columns) return table;
  }
  return "";
}

bool is_empty(sqlite::Database& database) {
  sqlite::Statement any{database, "SELECT 1 FROM sqlite_master"};
  return !any.step();
}

/// Every statement of the schema says IF NOT EXISTS, so a table that was added later is made here, too.
void make_tables(sqlite::Database& database) {
  if (is_schema_sealed(database)) return;
  if (!is_empty(database)) return create_tables(database);
  database.copy_from(embedded::empty_state_db);
  seal_schema(database);  // The copy counts as one more change of the tables.
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
    make_tables(database);
  } catch (const sqlite::Failure& failure) {
    return explain(file, failure);
  }
  return std::unique_ptr<Store>{new Store{std::move(database)}};
}

}  // namespace eni::sandbox
