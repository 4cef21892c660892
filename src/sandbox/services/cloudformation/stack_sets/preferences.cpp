#include "sandbox/services/cloudformation/stack_sets/preferences.h"

#include <algorithm>
#include <limits>

#include "sandbox/gateway/params.h"

namespace eni::sandbox::cloudformation {
namespace {

aws::ApiResult<std::optional<int>> number(const Params& given, std::string_view name) {
  ENI_TRY(const auto value, given.integer(name, 0, std::numeric_limits<int>::max()));
  if (!value) return std::optional<int>{};
  return std::optional<int>{static_cast<int>(*value)};
}

aws::ApiResult<void> check_alone(const Params& given, std::string_view count, std::string_view percentage) {
  if (!given.has(count) || !given.has(percentage)) return {};
  return aws::validation_error("Cannot specify both " + std::string(count) + " and " +
                               std::string(percentage) + " in OperationPreferences");
}

void set(json::object& shown, std::string_view name, const std::optional<int>& value) {
  if (value) shown[name] = *value;
}

void add_once(std::vector<std::string>& list, const std::string& text) {
  if (std::ranges::find(list, text) == list.end()) list.push_back(text);
}

}  // namespace

aws::ApiResult<OperationPreferences> read_preferences(const json::object& given) {
  const Params members{given};
  ENI_CHECK(check_alone(members, "FailureToleranceCount", "FailureTolerancePercentage"));
  ENI_CHECK(check_alone(members, "MaxConcurrentCount", "MaxConcurrentPercentage"));
  OperationPreferences preferences;
  ENI_TRY(preferences.region_order, members.texts("RegionOrder"));
  preferences.regions_in_parallel = members.text_or("RegionConcurrencyType", "") == "PARALLEL";
  preferences.is_soft = members.text_or("ConcurrencyMode", "") == "SOFT_FAILURE_TOLERANCE";
  ENI_TRY(preferences.tolerated_count, number(members, "FailureToleranceCount"));
  ENI_TRY(preferences.tolerated_percentage, number(members, "FailureTolerancePercentage"));
  ENI_TRY(preferences.concurrent_count, number(members, "MaxConcurrentCount"));
  ENI_TRY(preferences.concurrent_percentage, number(members, "MaxConcurrentPercentage"));
  return preferences;
}

json::object shown_preferences(const OperationPreferences& preferences) {
  json::array order;
  for (const std::string& region : preferences.region_order) order.emplace_back(region);
  json::object shown{{"RegionOrder", std::move(order)}};
  if (preferences.regions_in_parallel) shown["RegionConcurrencyType"] = "PARALLEL";
  set(shown, "FailureToleranceCount", preferences.tolerated_count);
  set(shown, "FailureTolerancePercentage", preferences.tolerated_percentage);
  set(shown, "MaxConcurrentCount", preferences.concurrent_count);
  set(shown, "MaxConcurrentPercentage", preferences.concurrent_percentage);
  if (preferences.is_soft) shown["ConcurrencyMode"] = "SOFT_FAILURE_TOLERANCE";
  return shown;
}

std::vector<std::string> in_order(const OperationPreferences& preferences,
                                  const std::vector<std::string>& regions) {
  std::vector<std::string> ordered;
  for (const std::string& region : preferences.region_order)
    if (std::ranges::find(regions, region) != regions.end()) add_once(ordered, region);
  for (const std::string& region : regions) add_once(ordered, region);
  return ordered;
}

}  // namespace eni::sandbox::cloudformation
