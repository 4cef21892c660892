#include "sandbox/services/autoscaling/capacity/group_facts.h"

#include <algorithm>

namespace eni::sandbox::autoscaling_service {

std::vector<GroupSubnet> subnets_of(const AutoScalingGroup& group) {
  std::vector<GroupSubnet> subnets;
  for (const json::value& subnet : array_at(group.document, "_subnets"))
    subnets.push_back({text_at(subnet, "id"), text_at(subnet, "zone")});
  return subnets;
}

std::vector<std::string> zones_of(const AutoScalingGroup& group) {
  return texts_at(group.document, "AvailabilityZones");
}

bool is_suspended(const AutoScalingGroup& group, std::string_view process) {
  return std::ranges::any_of(array_at(group.document, "SuspendedProcesses"), [&](const json::value& entry) {
    return text_at(entry, "ProcessName") == process;
  });
}

std::int64_t capacity_of(Store& store, const AutoScalingGroup& group) {
  std::int64_t capacity = 0;
  for (const auto& [state, count] : store.get<AutoScalingInstanceRepository>().counts(group.number))
    if (counts_as_capacity(state)) capacity += count;
  for (const AutoScalingPart& launch :
       store.get<AutoScalingRepository>().parts(group.number, AutoScalingPartKind::kLaunch))
    capacity += integer_at(launch.document, "count");
  return capacity;
}

namespace {
constexpr std::string_view kLeavesZones = "_leavesZones";
}  // namespace

void leave_zones(AutoScalingGroup& group) { group.document[kLeavesZones] = true; }
void balance_zones(AutoScalingGroup& group) { group.document.erase(kLeavesZones); }
bool leaves_zones(const AutoScalingGroup& group) { return flag_at(group.document, kLeavesZones); }

bool is_launching_any(Store& store, std::int64_t group) {
  return std::ranges::any_of(store.get<AutoScalingInstanceRepository>().counts(group),
                             [](const auto& entry) { return is_launching(entry.first); });
}

json::array instance_tags(const AutoScalingGroup& group, const std::vector<AutoScalingTag>& tags) {
  json::array out;
  out.push_back(json::object{{"Key", "aws:autoscaling:groupName"}, {"Value", group.name}});
  for (const AutoScalingTag& tag : tags)
    if (tag.propagate_at_launch) out.push_back(json::object{{"Key", tag.key}, {"Value", tag.value}});
  return out;
}

}  // namespace eni::sandbox::autoscaling_service
