#include "base/time_text.h"
#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/instances/instance.h"
#include "sandbox/services/ec2/instances/operations.h"
#include "sandbox/services/ec2/pages.h"
#include "sandbox/services/ec2/parameters.h"

namespace eni::sandbox::ec2_service {
namespace {

constexpr FilterName kFilters[] = {
    {"availability-zone", "availabilityZone"},
    {"availability-zone-id", "availabilityZoneId"},
    {"instance-state-code", "instanceState.code"},
    {"instance-state-name", "instanceState.name"},
    {"instance-status.reachability", "instanceStatus.details.status"},
    {"instance-status.status", "instanceStatus.status"},
    {"system-status.reachability", "systemStatus.details.status"},
    {"system-status.status", "systemStatus.status"},
};

/// At AWS's pace a new instance's checks take about this long.
constexpr Duration kInitializing = std::chrono::minutes{2};

json::object check(std::string_view status, std::string_view reachability) {
  json::array details;
  details.push_back(json::object{{"name", "reachability"}, {"status", reachability}});
  json::object check{{"status", status}};
  check["details"] = std::move(details);
  return check;
}

json::object checks_of(const Call& call, const Ec2Resource& instance) {
  if (state_of(instance) != InstanceState::kRunning) return {{"status", "not-applicable"}};
  const auto launched = parse_iso8601(as_text(instance.document.at("launchTime")));
  const bool is_new =
      call.env.settings.pace == Settings::Pace::kAws && launched && call.now() < *launched + kInitializing;
  return is_new ? check("initializing", "initializing") : check("ok", "passed");
}

json::object item(const Call& call, const Ec2Resource& instance) {
  const json::object& placement = instance.document.at("placement").as_object();
  json::object item{{"instanceId", instance.id},
                    {"availabilityZone", placement.at("availabilityZone")},
                    {"availabilityZoneId", placement.at("availabilityZoneId")}};
  item["instanceState"] = instance.document.at("instanceState");
  item["systemStatus"] = checks_of(call, instance);
  item["instanceStatus"] = checks_of(call, instance);
  return item;
}

}  // namespace

ApiResult<Reply> describe_instance_status(Call& call) {
  ENI_TRY(const auto all, call.params.boolean("IncludeAllInstances"));
  ENI_TRY(const auto ids, call.params.texts("InstanceId"));
  const auto item_if_shown = [&](const Ec2Resource& instance) -> std::optional<json::object> {
    if (!all.value_or(false) && state_of(instance) != InstanceState::kRunning) return std::nullopt;
    return item(call, instance);
  };
  if (ids.empty()) {
    ENI_TRY(auto page, page_of_all(call, kInstance, item_if_shown, kFilters));
    return page_reply(std::move(page), "instanceStatusSet");
  }
  ENI_TRY(const auto instances, find_instances(call, ids));
  std::vector<json::object> items;
  for (const Ec2Resource& instance : instances) {
    if (auto shown = item_if_shown(instance)) items.push_back(*std::move(shown));
  }
  return describe(call, std::move(items), "instanceStatusSet", "instanceId", kFilters);
}

}  // namespace eni::sandbox::ec2_service
