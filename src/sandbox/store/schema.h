#pragma once
/// The tables of schema.sql, and whether a database has just these.
#include "sqlite/database.h"

namespace eni::sandbox {

/// PRAGMA user_version of a database with these tables. Before the first release it stays 1: state files of a working copy are not
/// carried on.
inline constexpr int kSchemaVersion = 1;

/// PRAGMA application_id, "eni1", by which a file of this program is known among all SQLite files.
inline constexpr int kApplicationId = 0x656e6931;

/// Makes each table that is not there yet, and seals the schema. A sandbox that is killed in between leaves either all of it or none.
void create_tables(sqlite::Database& database);

/// Notes that the database has the tables of this very schema.sql.
void seal_schema(sqlite::Database& database);

/// Whether this very schema was in force when the tables were last changed, whoever changed them.
bool is_schema_sealed(sqlite::Database& database);

}  // namespace eni::sandbox
