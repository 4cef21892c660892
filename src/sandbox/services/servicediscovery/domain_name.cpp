#include "sandbox/services/servicediscovery/domain_name.h"

#include <algorithm>

#include "base/text.h"

namespace eni::sandbox::service_discovery {
namespace {

constexpr std::size_t kMaxName = 253;
constexpr std::size_t kMaxLabel = 63;
constexpr std::string_view kLabelCharacters = "abcdefghijklmnopqrstuvwxyz0123456789-_";

bool is_label(const std::string& label) {
  return !label.empty() && label.size() <= kMaxLabel && label.front() != '-' && label.back() != '-' &&
         to_lower(label).find_first_not_of(kLabelCharacters) == std::string::npos;
}

}  // namespace

bool is_domain(const std::string& name) {
  return name.size() <= kMaxName && std::ranges::all_of(split(name, '.'), is_label);
}

}  // namespace eni::sandbox::service_discovery
