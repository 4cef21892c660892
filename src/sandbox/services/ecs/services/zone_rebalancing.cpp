#include "sandbox/services/ecs/services/zone_rebalancing.h"

#include <algorithm>

#include "sandbox/services/ecs/input.h"

namespace eni::sandbox::ecs_service {

namespace {

constexpr std::string_view kName = "availabilityZoneRebalancing";
constexpr std::string_view kZone = "attribute:ecs.availability-zone";
constexpr std::string_view kEnabled = "ENABLED";
constexpr std::string_view kDisabled = "DISABLED";

bool names_zone(std::string_view expression) { return expression.find(kZone) != std::string_view::npos; }

bool has_zone_constraint(const json::object& document, const TaskPlan* plan) {
  for (const json::value& constraint : array_at(document, "placementConstraints"))
    if (names_zone(text_at(constraint, "expression"))) return true;
  return plan != nullptr && std::ranges::any_of(plan->member_of, names_zone);
}

/// "" if nothing is in the way.
std::string_view obstacle(bool daemon, const TaskPlan* plan, const json::object& document) {
  if (daemon) return "services of the daemon scheduling strategy";
  if (integer_at(object_at(document, "deploymentConfiguration"), "maximumPercent", 200) <= 100)
    return "services with a maximumPercent of 100";
  const json::array& strategies = array_at(document, "placementStrategy");
  const bool spreads_first = strategies.empty() || (text_at(strategies.front(), "type") == "spread" &&
                                                    text_at(strategies.front(), "field") == kZone);
  if (!spreads_first)
    return "services whose first placement strategy is not a spread over attribute:ecs.availability-zone";
  if (has_zone_constraint(document, plan))
    return "services with a placement constraint on attribute:ecs.availability-zone";
  return {};
}

}  // namespace

ApiResult<void> read_zone_rebalancing(const Call& call, bool daemon, const TaskPlan* plan,
                                      json::object& document) {
  const std::string asked = call.params.text_or(kName, "");
  const json::value* before = find(document, kName);
  std::string value = asked;
  if (value.empty()) value = before ? as_text(*before) : std::string(kEnabled);
  if (value != kEnabled && value != kDisabled) {
    return aws::invalid_parameter("The availabilityZoneRebalancing must be ENABLED or DISABLED.");
  }
  const std::string_view what = obstacle(daemon, plan, document);
  if (value == kEnabled && !what.empty()) {
    if (asked == kEnabled)
      return aws::invalid_parameter("Availability Zone rebalancing is not supported for " +
                                    std::string(what) + ".");
    value = kDisabled;
  }
  document[kName] = value;
  return {};
}

}  // namespace eni::sandbox::ecs_service
