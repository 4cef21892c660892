#pragma once
/// Documents in the state file. This program wrote them: anything but an object, or a list, is a damaged file.
#include "base/json.h"
#include "sqlite/database.h"

namespace eni::sandbox {

/// @throw  sqlite::Failure
inline json::object read_document(const sqlite::Statement& row, int column) {
  Result<json::value> value = parse_json(row.view(column));
  if (value.has_error() || !value->is_object()) throw sqlite::Failure("damaged document in the state file");
  return std::move(value->get_object());
}

/// @throw  sqlite::Failure
inline json::array read_list(const sqlite::Statement& row, int column) {
  Result<json::value> value = parse_json(row.view(column));
  if (value.has_error() || !value->is_array()) throw sqlite::Failure("damaged list in the state file");
  return std::move(value->get_array());
}

}  // namespace eni::sandbox
