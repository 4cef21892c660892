#pragma once
/// One page of a list: those after the one that NextToken names, MaxResults of them.
#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "sandbox/gateway/call.h"
#include "sandbox/gateway/pagination.h"

namespace eni::sandbox::secrets_manager {

inline constexpr std::int64_t kPageSize = 100;

/// Removes the others.
/// @param name       the member by which a row is told from the others
/// @param page_size  without MaxResults
/// @return           the next token, "" at the end
/// @error            InvalidNextTokenException
template <class Row>
ApiResult<std::string> take_page(const Call& call, std::vector<Row>& rows, std::string Row::*name,
                                 std::int64_t page_size = kPageSize) {
  if (const auto token = call.params.text("NextToken")) {
    const auto after = read_page_token(*token);
    const auto last = after ? std::ranges::find(rows, *after, name) : rows.end();
    if (last == rows.end())
      return ApiError{"InvalidNextTokenException", "The NextToken value is invalid.",
                      400};  // Assumed wording.
    rows.erase(rows.begin(), last + 1);
  }
  const auto size = static_cast<std::size_t>(integer_at(call.params.all(), "MaxResults", page_size));
  if (rows.size() <= size) return std::string{};
  rows.resize(size);
  return page_token(std::invoke(name, rows.back()));
}

}  // namespace eni::sandbox::secrets_manager
