#include "trunking/instance_requirements.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "base/glob.h"

namespace eni::trunking {
namespace {

constexpr std::array<std::string_view, 8> kAccelerated = {"dl", "f", "g", "gr", "inf", "p", "trn", "vt"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// "c" of "c5ad.large", and what follows the generation: "ad".
struct Family {
  std::string_view series;
  std::string_view options;
};

Family family(const InstanceType& type) {
  const std::string_view name = family_of(type.instance_type);
  const auto digit = std::find_if(name.begin(), name.end(), is_digit);
  const auto behind = std::find_if_not(digit, name.end(), is_digit);
  return {{name.begin(), digit}, {behind, name.end()}};
}

template <class Words>
bool is_one_of(const Words& words, std::string_view word) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

bool is_named(const std::vector<std::string>& patterns, std::string_view name) {
  return std::ranges::any_of(
      patterns, [name](const std::string& pattern) { return glob_matches(pattern, name, GlobSyntax{}); });
}

bool agrees(Presence wanted, bool is_there) {
  return wanted == Presence::kIncluded || (wanted == Presence::kRequired) == is_there;
}

bool has_architecture(const InstanceRequirements& requirements, const InstanceType& type) {
  const auto architectures = architectures_of(type);
  if (requirements.architectures.empty() || architectures.empty()) return true;
  return std::ranges::any_of(
      architectures, [&](std::string_view one) { return is_one_of(requirements.architectures, one); });
}

bool matches(const InstanceRequirements& requirements, const InstanceType& type) {
  if (type.vcpus == 0 || type.memory_mib == 0) return false;
  const double gib_per_vcpu = type.memory_mib / 1024.0 / type.vcpus;
  const std::string_view generation = type.current_generation ? "current" : "previous";
  return requirements.vcpus.has(type.vcpus) && requirements.memory_mib.has(type.memory_mib) &&
         requirements.memory_gib_per_vcpu.has(gib_per_vcpu) && requirements.interfaces.has(type.max_enis) &&
         agrees(requirements.bare_metal, type.bare_metal) && agrees(requirements.burstable, type.burstable) &&
         (requirements.has_accelerators || !has_accelerators(type)) &&
         (requirements.manufacturers.empty() ||
          is_one_of(requirements.manufacturers, cpu_manufacturer(type))) &&
         (requirements.generations.empty() || is_one_of(requirements.generations, generation)) &&
         (requirements.allowed.empty() || is_named(requirements.allowed, type.instance_type)) &&
         !is_named(requirements.excluded, type.instance_type) && has_architecture(requirements, type);
}

}  // namespace

std::string_view cpu_manufacturer(const InstanceType& type) {
  const auto [series, options] = family(type);
  if (series == "mac") return "apple";
  const auto architectures = architectures_of(type);
  if (is_one_of(architectures, "arm64") && !is_one_of(architectures, "x86_64")) return "amazon-web-services";
  return options.find('a') != std::string_view::npos ? "amd" : "intel";
}

bool has_accelerators(const InstanceType& type) { return is_one_of(kAccelerated, family(type).series); }

std::vector<const InstanceType*> matching_types(const InstanceRequirements& requirements) {
  std::vector<const InstanceType*> types;
  for (const InstanceType& type : all_instance_types())
    if (matches(requirements, type)) types.push_back(&type);
  std::ranges::sort(types, {}, [](const InstanceType* type) {
    return std::tuple{type->vcpus, type->memory_mib, type->instance_type};
  });
  return types;
}

}  // namespace eni::trunking
