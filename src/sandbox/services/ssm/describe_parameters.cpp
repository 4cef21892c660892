#include <algorithm>

#include "base/time_text.h"
#include "sandbox/gateway/batched_rows.h"
#include "sandbox/services/ssm/input.h"
#include "sandbox/services/ssm/operations.h"
#include "sandbox/services/ssm/parameter_filter.h"

namespace eni::sandbox::ssm_service {
namespace {

/// The older Filters: keys Name, Type and KeyId; Name means the beginning of it.
ApiResult<std::vector<ParameterFilter>> old_filters(const Call& call) {
  ENI_TRY(auto filters, parse_filters(array_at(call.params.all(), "Filters"), kOldKeys));
  for (ParameterFilter& filter : filters)
    if (filter.key == "Name") filter.option = "BeginsWith";
  return filters;
}

ApiResult<std::vector<ParameterFilter>> filters_of(const Call& call) {
  const json::array& entries = array_at(call.params.all(), "ParameterFilters");
  if (entries.empty()) return old_filters(call);
  if (call.params.has("Filters"))
    return aws::validation_exception("You can use either Filters or ParameterFilters in a single request.");
  return parse_filters(entries, kDescribedKeys);
}

json::object metadata(const Call& call, const SsmParameter& parameter) {
  json::object entry{{"Name", parameter.name},
                     {"ARN", parameter_arn(call, parameter)},
                     {"Type", parameter.type},
                     {"LastModifiedDate", epoch_seconds(TimePoint{Duration{parameter.last_modified}})},
                     {"LastModifiedUser", parameter.last_modified_user},
                     {"Version", parameter.version},
                     {"Tier", parameter.tier},
                     {"Policies", json::array{}},
                     {"DataType", parameter.data_type}};
  if (!parameter.key_id.empty()) entry["KeyId"] = parameter.key_id;
  if (!parameter.description.empty()) entry["Description"] = parameter.description;
  if (!parameter.allowed_pattern.empty()) entry["AllowedPattern"] = parameter.allowed_pattern;
  return entry;
}

}  // namespace

ApiResult<Reply> describe_parameters(Call& call) {
  ENI_TRY(const auto filters, filters_of(call));
  SsmRepository& ssm = repository(call);
  ENI_TRY(const Page page, read_page(call, 50));
  const bool needs_tags = std::ranges::any_of(
      filters, [](const ParameterFilter& filter) { return filter.key.starts_with("tag:"); });
  auto parameters = first_fitting<SsmParameter>(
      page.after, page.size + 1,
      [&](const std::string& after, std::int64_t limit) {
        return ssm.list(call.account().value, call.region.value, "", after, limit);
      },
      [](const SsmParameter& parameter) { return parameter.name; },
      [&](const SsmParameter& parameter) {
        return matches(filters, parameter,
                       needs_tags ? ssm.tags(parameter.id) : std::map<std::string, std::string>{});
      });
  const std::string next = end_page(parameters, page);
  json::array entries;
  for (const SsmParameter& parameter : parameters) entries.push_back(metadata(call, parameter));
  json::object reply;
  reply["Parameters"] = std::move(entries);
  if (!next.empty()) reply["NextToken"] = next;
  return Reply{std::move(reply)};
}

}  // namespace eni::sandbox::ssm_service
