#include "sandbox/store/store.h"

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

/// A sandbox that is killed in between leaves either the whole schema or none of it.
void create_schema(sqlite::Database& database) {
  sqlite::Transaction transaction{database};
  database.execute_text("PRAGMA application_id=" + std::to_string(kApplicationId));
  database.execute_text(embedded::schema_sql);
  database.set_user_version(kSchemaVersion);
  transaction.commit();
}

Error version_error(const std::string& file, int version) {
  return {"the state file " + file + " has schema version " + std::to_string(version) +
              "; this sandbox knows " + std::to_string(kSchemaVersion),
          "use the newer eni-trunking that wrote it, or another --state FILE"};
}

}  // namespace

Result<std::unique_ptr<Store>> Store::open(const std::string& file) {
  ENI_TRY(sqlite::Database database, sqlite::Database::open(file));
  try {
    if (is_foreign(database)) {
      return Error{"the state file " + file + " is a database of another program",
                   "give another --state FILE; this one is left as it is"};
    }
    const int version = database.user_version();
    if (version > kSchemaVersion) return version_error(file, version);
    // Not before: the file of another program, or of a newer version, is to stay as it is.
    database.use_write_ahead_log();
    // Every statement of the schema says IF NOT EXISTS, so a table that was added later is made here, too.
    create_schema(database);
  } catch (const sqlite::Failure& failure) {
    return Error{"cannot prepare the state file " + file + ": " + failure.what(),
                 "give another --state FILE; this one is left as it is"};
  }
  return std::unique_ptr<Store>{new Store{std::move(database)}};
}

}  // namespace eni::sandbox
