/// MonitorInstances, UnmonitorInstances: detailed monitoring on and off.
#include "sandbox/services/ec2/instances/instance.h"
#include "sandbox/services/ec2/instances/operations.h"
#include "sandbox/services/ec2/parameters.h"

namespace eni::sandbox::ec2_service {
namespace {

/// @param state   what DescribeInstances shows from now on
/// @param answer  what the reply says: on its way there
ApiResult<Reply> set_monitoring(const Call& call, std::string_view state, std::string_view answer) {
  ENI_TRY(auto instances, named_instances(call));
  json::array items;
  for (Ec2Resource& instance : instances) {
    instance.document["monitoring"] = json::object{{"state", state}};
    call.store<Ec2Repository>().update(instance);
    items.push_back(
        json::object{{"instanceId", instance.id}, {"monitoring", json::object{{"state", answer}}}});
  }
  return Reply{json::object{{"instancesSet", std::move(items)}}};
}

}  // namespace

ApiResult<Reply> monitor_instances(Call& call) { return set_monitoring(call, "enabled", "pending"); }
ApiResult<Reply> unmonitor_instances(Call& call) { return set_monitoring(call, "disabled", "disabling"); }

}  // namespace eni::sandbox::ec2_service
