#pragma once
/// What a query found, as values: so that no repository steps through its statements by hand.
///
///   return first_row(find_.query(name), read_user);
///   return all_rows(list_.query(account), read_user);
#include <map>
#include <optional>
#include <type_traits>
#include <vector>

#include "sqlite/database.h"

namespace eni::sqlite {

template <class Read>
using RowOf = std::decay_t<std::invoke_result_t<Read&, const Statement&>>;

/// The first row, nothing if there is none. Ends the query.
/// @param statement  after query()
/// @param read       makes a value of the row
template <class Read>
std::optional<RowOf<Read>> first_row(Statement& statement, Read read) {
  if (!statement.step()) return std::nullopt;
  std::optional<RowOf<Read>> row{read(static_cast<const Statement&>(statement))};
  statement.reset();
  return row;
}

template <class Read>
std::vector<RowOf<Read>> all_rows(Statement& statement, Read read) {
  std::vector<RowOf<Read>> rows;
  while (statement.step()) rows.push_back(read(static_cast<const Statement&>(statement)));
  return rows;
}

/// Whether there is a row. Ends the query.
inline bool has_row(Statement& statement) {
  const bool found = statement.step();
  statement.reset();
  return found;
}

/// The first two columns of all rows, e.g. tags.
inline std::map<std::string, std::string> all_pairs(Statement& statement) {
  std::map<std::string, std::string> pairs;
  while (statement.step()) pairs.emplace(statement.text(0), statement.text(1));
  return pairs;
}

/// Readers of a row's first column. A number may have a type of its own.
template <class Number = std::int64_t>
Number first_integer(const Statement& row) {
  return Number{row.integer(0)};
}
inline std::string first_text(const Statement& row) { return row.text(0); }

/// Nothing for NULL.
inline std::optional<std::int64_t> optional_integer(const Statement& row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional{row.integer(column)};
}

}  // namespace eni::sqlite
