#include "diagnosis/instance_type_choice.h"

#include <tuple>

#include "trunking/density.h"

namespace eni::diagnosis {

using trunking::InstanceType;

namespace {

/// Of the families for all purposes, computing and memory: not those with disks, accelerators or faster networks, which cost more.
bool is_of_plain_family(const InstanceType& type) {
  const std::string_view family = trunking::family_of(type.instance_type);
  return family.size() >= 2 && std::string_view("cmr").find(family[0]) != std::string_view::npos &&
         family[1] >= '0' && family[1] <= '9';
}

bool can_replace(const InstanceType& candidate, const InstanceType& old) {
  return candidate.evidence == trunking::Evidence::kDocumented && candidate.current_generation &&
         !candidate.bare_metal && is_of_plain_family(candidate) && takes_trunk(candidate) &&
         candidate.architectures == old.architectures && candidate.vcpus >= old.vcpus &&
         candidate.memory_mib >= old.memory_mib;
}

auto cost(const InstanceType& type) {
  return std::tuple(type.vcpus, type.memory_mib, -max_awsvpc_tasks(type, trunking::Trunk::kAttached),
                    type.instance_type);
}

}  // namespace

std::string type_with_trunk(std::string_view instance_type) {
  const InstanceType* old = trunking::find_instance_type(instance_type);
  const InstanceType* best = nullptr;
  if (!old) return "";
  for (const InstanceType& candidate : trunking::all_instance_types()) {
    if (can_replace(candidate, *old) && (!best || cost(candidate) < cost(*best))) best = &candidate;
  }
  return best ? std::string(best->instance_type) : "";
}

}  // namespace eni::diagnosis
