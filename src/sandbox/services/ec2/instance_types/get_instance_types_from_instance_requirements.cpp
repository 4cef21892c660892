/// GetInstanceTypesFromInstanceRequirements.
#include <algorithm>
#include <cstdlib>

#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/instance_types/operations.h"
#include "sandbox/services/ec2/pages.h"
#include "sandbox/services/ec2/parameters.h"
#include "trunking/instance_requirements.h"

namespace eni::sandbox::ec2_service {
namespace {

using trunking::InstanceRequirements;
using trunking::Presence;
using trunking::Range;

/// A number that a text or a number holds: the query protocol has texts, other services' calls have numbers.
double number_of(const json::value& value) {
  return value.is_double() ? value.get_double() : std::strtod(scalar_text(value).c_str(), nullptr);
}

Range range_at(const json::object& given, std::string_view name) {
  Range range;
  const json::object& limits = object_at(given, name);
  if (const json::value* min = find(limits, "Min")) range.min = number_of(*min);
  if (const json::value* max = find(limits, "Max")) range.max = number_of(*max);
  return range;
}

Presence presence_at(const json::object& given, std::string_view name) {
  const std::string word = text_at(given, name);
  if (word == "included") return Presence::kIncluded;
  return word == "required" ? Presence::kRequired : Presence::kExcluded;
}

/// [assumption] the words. A range without accelerators is all that is known of them here.
ApiResult<void> check(const json::object& given) {
  if (given.empty()) return missing_parameter("InstanceRequirements");
  for (const std::string_view name : {"VCpuCount", "MemoryMiB"})
    if (!find(object_at(given, name), "Min"))
      return missing_parameter("InstanceRequirements." + std::string(name) + ".Min");
  const Range accelerators = range_at(given, "AcceleratorCount");
  if (accelerators.min > 0 || (accelerators.max > 0 && find(given, "AcceleratorCount")))
    return invalid_parameter_value("the sandbox does not support an AcceleratorCount other than 0");
  if (!array_at(given, "AllowedInstanceType").empty() && !array_at(given, "ExcludedInstanceType").empty()) {
    return invalid_parameter_value(
        "AllowedInstanceTypes and ExcludedInstanceTypes cannot be specified together.");
  }
  return {};
}

InstanceRequirements read(const Call& call, const json::object& given) {
  InstanceRequirements requirements;
  requirements.vcpus = range_at(given, "VCpuCount");
  requirements.memory_mib = range_at(given, "MemoryMiB");
  requirements.memory_gib_per_vcpu = range_at(given, "MemoryGiBPerVCpu");
  requirements.interfaces = range_at(given, "NetworkInterfaceCount");
  requirements.bare_metal = presence_at(given, "BareMetal");
  requirements.burstable = presence_at(given, "BurstablePerformance");
  requirements.has_accelerators = !find(given, "AcceleratorCount");
  requirements.manufacturers = texts_at(given, "CpuManufacturer");
  requirements.generations = texts_at(given, "InstanceGeneration");
  requirements.allowed = texts_at(given, "AllowedInstanceType");
  requirements.excluded = texts_at(given, "ExcludedInstanceType");
  const auto architectures = call.params.texts("ArchitectureType");
  if (architectures.has_value()) requirements.architectures = *architectures;
  return requirements;
}

}  // namespace

ApiResult<Reply> get_instance_types_from_instance_requirements(Call& call) {
  const json::object* given = call.params.object("InstanceRequirements");
  static const json::object kNone;
  const json::object& requirements = given ? *given : kNone;
  ENI_CHECK(check(requirements));
  std::vector<json::object> items;
  const auto kinds = call.params.texts("VirtualizationType");
  // All types are of hardware virtual machines.
  const bool is_hvm = kinds.has_error() || kinds->empty() || std::ranges::find(*kinds, "hvm") != kinds->end();
  if (is_hvm) {
    for (const trunking::InstanceType* type : trunking::matching_types(read(call, requirements)))
      items.push_back({{"instanceType", type->instance_type}});
  }
  return describe(call, std::move(items), "instanceTypeSet", "instanceType", {});
}

}  // namespace eni::sandbox::ec2_service
