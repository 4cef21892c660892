#include "oci/platform.h"

#include "base/text.h"
#include "oci/manifest.h"

namespace eni::oci {
namespace {

/// Go's name for what uname, Docker or a user calls it.
std::string normal_architecture(std::string_view name) {
  const std::string lower = to_lower(name);
  if (lower == "x86_64" || lower == "x86-64") return "amd64";
  if (lower == "aarch64") return "arm64";
  if (lower == "i386" || lower == "i686") return "386";
  if (lower == "armhf" || lower == "armel") return "arm";
  return lower;
}

/// The number of an ARM variant: 7 for "v7" or "7"; what says nothing is the usual one. 0 for what is none.
int arm_version(const Platform& platform) {
  if (platform.variant.empty()) return platform.architecture == "arm64" ? 8 : 7;
  std::string_view digits = platform.variant;
  if (digits.starts_with("v")) digits.remove_prefix(1);
  const auto number = parse_integer(digits.substr(0, digits.find('.')));
  return number && *number > 0 && *number < 100 ? static_cast<int>(*number) : 0;
}

/// How well a machine of platform `wanted` runs what is for `offered`; 0 if not at all.
int fitness(const Platform& wanted, const Platform& offered) {
  if (offered.os != wanted.os || offered.architecture != wanted.architecture) return 0;
  if (!wanted.os_version.empty() && !offered.os_version.empty() && wanted.os_version != offered.os_version)
    return 0;
  if (wanted.architecture != "arm" && wanted.architecture != "arm64")
    return wanted.variant == offered.variant ? 2 : 1;
  const int version = arm_version(offered);
  return version <= arm_version(wanted) ? version : 0;
}

}  // namespace

Result<Platform> Platform::parse(std::string_view text) {
  const auto parts = split(text, '/');
  if (parts.size() < 2 || parts.size() > 3 || parts[0].empty() || parts[1].empty())
    return Error{"'" + std::string(text.substr(0, 100)) + "' is not a platform",
                 "write OS/ARCHITECTURE, e.g. linux/arm64"};
  return Platform{to_lower(parts[0]), normal_architecture(parts[1]),
                  parts.size() > 2 ? to_lower(parts[2]) : "", ""};
}

Platform Platform::from_json(const json::object& object) {
  return {text_at(object, "os"), normal_architecture(text_at(object, "architecture")),
          text_at(object, "variant"), text_at(object, "os.version")};
}

std::string Platform::text() const {
  return os + "/" + architecture + (variant.empty() ? "" : "/" + variant);
}

const Descriptor* choose_for(const Platform& wanted, const std::vector<Descriptor>& manifests) {
  const Descriptor* best = nullptr;
  int best_fitness = 0;
  for (const Descriptor& one : manifests) {
    if (!one.platform) continue;
    const int fit = fitness(wanted, *one.platform);
    if (fit > best_fitness) {
      best = &one;
      best_fitness = fit;
    }
  }
  return best;
}

}  // namespace eni::oci
