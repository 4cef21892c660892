#include "diagnosis/instance_type_choice.h"

#include <tuple>

#include "trunking/density.h"
#include "trunking/host_memory.h"

namespace eni::diagnosis {

using trunking::InstanceType;

namespace {

constexpr long long kUnitsOfAVcpu = 1024;

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

std::string recommended_image(const std::string& instance_type) {
  const InstanceType* type = trunking::find_instance_type(instance_type);
  const bool is_arm = type && type->architectures.find("arm64") != std::string_view::npos;
  return "resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/" +
         std::string(is_arm ? "arm64/" : "") + "recommended/image_id";
}

std::optional<HostSize> registered_size(const InstanceType& type) {
  if (type.vcpus == 0 || type.memory_mib == 0) return std::nullopt;
  return HostSize{type.vcpus * kUnitsOfAVcpu, trunking::usable_memory_mib(type.memory_mib)};
}

std::string type_for_task(std::string_view instance_type, long long cpu, long long memory_mib) {
  const InstanceType* old = trunking::find_instance_type(instance_type);
  if (!old) return "";
  const auto rank = [&](const InstanceType& type) {
    const bool is_other = trunking::family_of(type.instance_type) != trunking::family_of(instance_type);
    return std::pair(is_other, cost(type));
  };
  const InstanceType* best = nullptr;
  for (const InstanceType& candidate : trunking::all_instance_types()) {
    const bool is_of_family =
        trunking::family_of(candidate.instance_type) == trunking::family_of(instance_type) &&
        !candidate.bare_metal;
    const auto size = registered_size(candidate);
    if (!size || size->cpu < cpu || size->memory_mib < memory_mib) continue;
    if (!is_of_family && !can_replace(candidate, *old)) continue;
    if (!best || rank(candidate) < rank(*best)) best = &candidate;
  }
  return best ? std::string(best->instance_type) : "";
}

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
