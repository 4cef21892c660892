#include "sandbox/services/ram/input.h"

#include <algorithm>

#include "aws/arn.h"
#include "base/text.h"
#include "base/time_text.h"
#include "sandbox/gateway/pagination.h"

namespace eni::sandbox::ram_service {
ApiError invalid_parameter(std::string message) { return {"InvalidParameterException", std::move(message)}; }

ApiResult<RamShare> own_share(const Call& call) {
  const std::string arn = call.params.text_or("resourceShareArn", "");
  if (arn.empty()) return invalid_parameter("resourceShareArn is required");
  auto share = call.store<RamRepository>().find(arn);
  if (!share || share->account != call.account().value)
    return ApiError{"UnknownResourceException", "ResourceShare " + arn + " could not be found."};
  return *std::move(share);
}

ApiResult<std::vector<RamAssociation>> read_associations(const Call& call, const std::string& share_arn) {
  std::vector<RamAssociation> out;
  ENI_TRY(const auto resources, call.params.texts("resourceArns"));
  ENI_TRY(const auto principals, call.params.texts("principals"));
  const std::int64_t now = epoch_millis(call.now());
  for (const std::string& arn : resources) {
    out.push_back({share_arn, "RESOURCE", arn, now});
  }
  for (const std::string& principal : principals) {
    if (!aws::is_account_id(principal))
      return invalid_parameter("the sandbox shares with accounts only, by their twelve digits: " + principal);
    out.push_back({share_arn, "PRINCIPAL", principal, now});
  }
  return out;
}

ApiResult<std::vector<RamShare>> shares_by_owner(const Call& call) {
  const std::string owner = call.params.text_or("resourceOwner", "");
  auto& shares = call.store<RamRepository>();
  if (owner == "SELF") return shares.owned_by(call.account().value, call.region.value);
  if (owner == "OTHER-ACCOUNTS") return shares.shared_with(call.account().value, call.region.value);
  return invalid_parameter("resourceOwner must be SELF or OTHER-ACCOUNTS");
}

bool is_listed(const std::vector<std::string>& list, const std::string& text) {
  return list.empty() || std::find(list.begin(), list.end(), text) != list.end();
}

ApiResult<Reply> page(const Call& call, std::string_view list, std::vector<json::object> items) {
  ENI_TRY(const auto max_results, call.params.integer("maxResults", 1, 500));
  const auto token = read_page_token(call.params.text_or("nextToken", ""));
  const auto number = token && !token->empty() ? parse_integer(*token) : std::optional<long long>{0};
  if (!token || !number || *number < 0)
    return ApiError{"InvalidNextTokenException", "The specified value for nextToken is not valid."};
  const auto first = std::min(static_cast<std::size_t>(*number), items.size());
  const auto limit = max_results ? static_cast<std::size_t>(*max_results) : items.size();
  const auto last = std::min(items.size(), first + limit);
  json::array shown;
  for (std::size_t i = first; i < last; ++i) shown.emplace_back(std::move(items[i]));
  json::object reply{{list, std::move(shown)}};
  if (last < items.size()) reply["nextToken"] = page_token(std::to_string(last));
  return Reply{std::move(reply)};
}

}  // namespace eni::sandbox::ram_service
