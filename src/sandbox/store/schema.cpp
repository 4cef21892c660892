#include "sandbox/store/schema.h"

#include "base/hash.h"
#include "base/text.h"
#include "embedded/schema_sql.h"

namespace eni::sandbox {

namespace {

std::string digest_of_schema() { return hex(sha256(embedded::schema_sql)); }

}  // namespace

void seal_schema(sqlite::Database& database) {
  sqlite::Statement replace{database,
                            "INSERT OR REPLACE INTO schema_seal (id, digest, tables) VALUES (1, ?1, ?2)"};
  replace.run(digest_of_schema(), database.schema_version());
}

bool is_schema_sealed(sqlite::Database& database) {
  sqlite::Statement table{database,
                          "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_seal'"};
  if (!table.step()) return false;
  sqlite::Statement seal{database, "SELECT digest, tables FROM schema_seal"};
  return seal.step() && seal.view(0) == digest_of_schema() && seal.integer(1) == database.schema_version();
}

void create_tables(sqlite::Database& database) {
  sqlite::Transaction transaction{database};
  database.execute_text("PRAGMA application_id=" + std::to_string(kApplicationId));
  database.execute_text(embedded::schema_sql);
  database.set_user_version(kSchemaVersion);
  seal_schema(database);
  transaction.commit();
}

}  // namespace eni::sandbox
