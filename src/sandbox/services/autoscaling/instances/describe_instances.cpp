/// DescribeAutoScalingInstances.
#include "sandbox/services/autoscaling/input.h"
#include "sandbox/services/autoscaling/instances/instance.h"
#include "sandbox/services/autoscaling/instances/operations.h"

namespace eni::sandbox::autoscaling_service {
namespace {

using Owned = std::pair<AutoScalingGroup, AutoScalingInstance>;

std::vector<Owned> asked_instances(const Call& call, const std::vector<std::string>& ids) {
  std::vector<Owned> found;
  for (const AutoScalingGroup& group : groups_of(call).list(place_of(call), "", -1)) {
    if (ids.empty())
      for (AutoScalingInstance& instance : instances_of(call).list(group.number))
        found.emplace_back(group, std::move(instance));
  }
  for (const std::string& id : ids) {
    auto instance = find_instance(call, nullptr, id);  // unknown ones are left out
    if (!instance) continue;
    auto group = groups_of(call).find(instance->group);
    found.emplace_back(*std::move(group), *std::move(instance));
  }
  return found;
}

}  // namespace

ApiResult<Reply> describe_auto_scaling_instances(Call& call) {
  const json::object input = typed_input(call, "DescribeAutoScalingInstances");
  const auto found = asked_instances(call, texts_at(input, "InstanceIds"));
  std::vector<std::string> keys;
  for (const auto& [group, instance] : found) keys.push_back(instance.id);
  ENI_TRY(const Page page, page_of(call, keys, 50, 50));
  json::array values;
  for (std::size_t at = page.begin; at < page.end; ++at)
    values.push_back(instance_details(found[at].second, found[at].first));
  return page_reply("AutoScalingInstances", std::move(values), page.next_token);
}

}  // namespace eni::sandbox::autoscaling_service
