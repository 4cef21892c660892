#pragma once
/// Instance types by what is required of them. Pure.
/// Source: Amazon EC2 API Reference, InstanceRequirementsRequest; Amazon EC2 User Guide, "Instance type naming conventions".
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "trunking/instance_limits.h"

namespace eni::trunking {

/// From `min` to `max`, both included.
struct Range {
  double min = 0;
  double max = std::numeric_limits<double>::infinity();

  bool has(double value) const { return value >= min && value <= max; }
};

enum class Presence : std::uint8_t { kIncluded, kExcluded, kRequired };

struct InstanceRequirements {
  Range vcpus;
  Range memory_mib;
  Range memory_gib_per_vcpu;
  Range interfaces;
  Presence bare_metal = Presence::kExcluded;
  Presence burstable = Presence::kExcluded;
  bool has_accelerators = true;  ///< whether types with such are taken
  std::vector<std::string>
      manufacturers;  ///< of processors: "intel", "amd", "amazon-web-services", "apple"; empty: any
  std::vector<std::string> generations;  ///< "current", "previous"; empty: any
  std::vector<std::string> allowed;      ///< "m5.8xlarge", "c5*.*"; empty: all
  std::vector<std::string> excluded;
  std::vector<std::string> architectures;  ///< "x86_64"; empty: any
};

/// "intel", "amd", "amazon-web-services" or "apple", by the name of the type.
std::string_view cpu_manufacturer(const InstanceType& type);
/// By the name of its family: "p4d", "g5", "inf2", "trn1", …
bool has_accelerators(const InstanceType& type);

/// The types that fulfil all of it, the smallest first: processors, then memory, then name. Types whose size is not known are left
/// out.
std::vector<const InstanceType*> matching_types(const InstanceRequirements& requirements);

}  // namespace eni::trunking
