#pragma once
/// Pages of lists that go on where they stopped, though rows came and went in between: their tokens say a place in the order of rows.
#include <compare>
#include <cstdint>
#include <optional>
#include <string>

#include "sandbox/gateway/call.h"

namespace eni::sandbox::secrets_manager {

inline constexpr std::int64_t kPageSize = 100;

/// A row's place in the order of a list.
struct Place {
  std::string key = {};     ///< what the list is sorted by; "" of rows in the order in which they were made
  std::int64_t number = 0;  ///< counts up as rows are made
  auto operator<=>(const Place&) const = default;
};

std::string token_of(const Place& place);
/// Where NextToken says the page before stopped; nothing for the first page.
/// @error  InvalidNextTokenException
ApiResult<std::optional<Place>> stopped_at(const Call& call);
/// MaxResults.
std::size_t page_size(const Call& call, std::int64_t otherwise = kPageSize);

}  // namespace eni::sandbox::secrets_manager
