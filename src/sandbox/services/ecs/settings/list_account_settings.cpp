#include <algorithm>

#include "sandbox/gateway/pagination.h"
#include "sandbox/services/ecs/settings/account_settings.h"
#include "sandbox/services/ecs/settings/operations.h"

namespace eni::sandbox::ecs_service {

namespace {

constexpr long long kMaxResults = 10;

struct ListRequest {
  std::string principal_arn;
  std::optional<std::string> name;
  std::optional<std::string> value;
  bool effective = false;
  std::string after;  ///< the last name of the page before
  std::size_t limit = kMaxResults;
};

ApiResult<ListRequest> read_request(const Call& call) {
  ListRequest request;
  ENI_TRY(request.principal_arn, setting_principal(call));
  request.name = call.params.text("name");
  request.value = call.params.text("value");
  if (request.name) ENI_CHECK(find_account_setting_name(*request.name));
  if (request.value && !request.name) {
    return aws::invalid_parameter("You must specify an account setting name to use the parameter value");
  }
  const auto effective = call.params.boolean("effectiveSettings");
  if (effective.has_error()) return aws::invalid_parameter(effective.error().message);
  request.effective = effective->value_or(false);
  const auto limit = call.params.integer("maxResults", 1, kMaxResults);
  if (limit.has_error()) return aws::invalid_parameter("maxResults must be between 1 and 10");
  request.limit = static_cast<std::size_t>(limit->value_or(kMaxResults));
  auto after = read_page_token(call.params.text_or("nextToken", ""));
  if (!after) return aws::invalid_parameter("Invalid nextToken");
  request.after = *std::move(after);
  return request;
}

/// What was set, read once for all names.
struct Records {
  std::vector<AccountSettingRow> own;  ///< of the principal asked for
  std::vector<AccountSettingRow>
      root;  ///< which count for others where they have none; read if they are asked for
};

Records read_records(const Call& call, const ListRequest& request) {
  auto& repository = call.store<EcsRepository>();
  Records records;
  records.own = repository.list_account_settings(place_of(call), request.principal_arn);
  if (!request.effective) return records;
  if (const std::string root = root_arn(call); root != request.principal_arn)
    records.root = repository.list_account_settings(place_of(call), root);
  return records;
}

std::optional<std::string> recorded(const std::vector<AccountSettingRow>& records, std::string_view name) {
  const auto found =
      std::find_if(records.begin(), records.end(), [&](const auto& record) { return record.name == name; });
  return found == records.end() ? std::nullopt : std::optional(found->value);
}

std::optional<std::string> value_of(const Records& records, const ListRequest& request,
                                    const AccountSettingName& setting) {
  auto value = recorded(records.own, setting.name);
  if (!value && request.effective) value = recorded(records.root, setting.name);
  if (!value && request.effective) value = std::string(setting.initial);
  return value;
}

/// The value to report of a setting, or nothing: without effectiveSettings only records of the principal's own count.
std::optional<std::string> reported_value(const Records& records, const ListRequest& request,
                                          const AccountSettingName& setting) {
  if (request.name && *request.name != setting.name) return std::nullopt;
  auto value = value_of(records, request, setting);
  if (value && request.value && *request.value != *value) return std::nullopt;
  return value;
}

}  // namespace

ApiResult<Reply> list_account_settings(Call& call) {
  ENI_TRY(const auto request, read_request(call));
  const Records records = read_records(call, request);
  json::array settings;
  std::string_view last;
  for (const auto& setting : account_setting_names()) {
    if (setting.name <= request.after) continue;
    const auto value = reported_value(records, request, setting);
    if (!value) continue;
    if (settings.size() == request.limit) {
      return Reply{json::object{{"settings", std::move(settings)}, {"nextToken", page_token(last)}}};
    }
    settings.push_back(setting_value(setting, *value, request.principal_arn));
    last = setting.name;
  }
  return Reply{json::object{{"settings", std::move(settings)}}};
}

}  // namespace eni::sandbox::ecs_service
