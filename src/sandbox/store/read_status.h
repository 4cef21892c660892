#pragma once
/// Statuses out of rows.
#include <string>

#include "sandbox/store/cloudformation_status.h"
#include "sqlite/database.h"

namespace eni::sandbox {

/// @throws sqlite::Failure  if the row was written by nobody who knows the statuses: the state file is damaged
template <class Status>
Status read_status(const sqlite::Statement& row, int column) {
  if (const auto status = parse_status<Status>(row.view(column))) return *status;
  throw sqlite::Failure("damaged status in the state file: " + row.text(column));
}

}  // namespace eni::sandbox
