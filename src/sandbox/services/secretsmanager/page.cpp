#include "sandbox/services/secretsmanager/page.h"

#include "base/text.h"
#include "sandbox/gateway/pagination.h"

namespace eni::sandbox::secrets_manager {
namespace {

/// "NUMBER KEY"
std::optional<Place> read_place(std::string_view text) {
  const auto space = text.find(' ');
  if (space == std::string_view::npos) return std::nullopt;
  const auto number = parse_integer(text.substr(0, space));
  if (!number) return std::nullopt;
  return Place{std::string(text.substr(space + 1)), *number};
}

}  // namespace

std::string token_of(const Place& place) {
  return page_token(std::to_string(place.number) + " " + place.key);
}

ApiResult<std::optional<Place>> stopped_at(const Call& call) {
  const auto token = call.params.text("NextToken");
  if (!token) return std::optional<Place>();
  const auto text = read_page_token(*token);
  auto place = text ? read_place(*text) : std::nullopt;
  if (!place)
    return ApiError{"InvalidNextTokenException", "The NextToken value is invalid.", 400};  // Assumed wording.
  return place;
}

std::size_t page_size(const Call& call, std::int64_t otherwise) {
  return static_cast<std::size_t>(integer_at(call.params.all(), "MaxResults", otherwise));
}

}  // namespace eni::sandbox::secrets_manager
