#include "eni_trunking/density/instance_type_selection.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "base/text.h"
#include "iam/pattern.h"

namespace eni::command {

using trunking::InstanceType;

namespace {

constexpr std::size_t kSuggestions = 3;
constexpr std::size_t kFarthest = 2;  // edits

bool is_pattern(std::string_view word) { return word.find_first_of("*?") != std::string_view::npos; }

/// What the names are matched with: of a family all its types.
std::string pattern_of(const std::string& word) {
  const bool is_family = word.find('.') == std::string::npos && !is_pattern(word);
  return is_family ? word + ".*" : word;
}

/// The types or families nearest to `word`, those of its own family first.
std::vector<std::string> nearest(std::string_view word) {
  const bool wants_family = word.find('.') == std::string_view::npos;
  const std::string_view family = trunking::family_of(word);
  std::set<std::tuple<std::size_t, bool, std::string_view>> candidates;
  for (const InstanceType& type : trunking::all_instance_types()) {
    const std::string_view name = wants_family ? trunking::family_of(type.instance_type) : type.instance_type;
    const std::size_t distance = edit_distance(word, name);
    const bool is_foreign = trunking::family_of(name) != family;
    if (distance <= kFarthest && distance < word.size()) candidates.emplace(distance, is_foreign, name);
  }
  // Only the nearest: beside a type one slip away, those two slips away are noise.
  std::vector<std::string> names;
  for (const auto& [distance, is_foreign, name] : candidates) {
    const bool is_as_near = distance == std::get<0>(*candidates.begin());
    if (is_as_near && names.size() < kSuggestions) names.emplace_back(name);
  }
  return names;
}

Error names_nothing(const std::string& word) {
  if (is_pattern(word))
    return {"no instance type matches '" + word + "'", "a TYPE is c5.large, or c5, or a pattern: '*.large'"};
  const bool is_family = word.find('.') == std::string::npos;
  const auto names = nearest(word);
  const std::string hint = names.empty() ? "all of them: eni-trunking density --all"
                                         : "did you mean '" + join(names, "' or '") + "'?";
  return {std::string("unknown instance ") + (is_family ? "family" : "type") + " '" + word + "'", hint};
}

auto order_of(const InstanceType& type) {
  return std::tuple(trunking::family_of(type.instance_type), type.bare_metal, type.vcpus, type.memory_mib,
                    type.instance_type);
}

}  // namespace

bool is_before(const InstanceType& a, const InstanceType& b) { return order_of(a) < order_of(b); }

std::string_view size_of(std::string_view instance_type) {
  return instance_type.substr(std::min(instance_type.size(), instance_type.find('.') + 1));
}

Result<InstanceTypes> select_instance_types(const std::vector<std::string>& words) {
  InstanceTypes chosen;
  for (const std::string& typed : words) {
    const std::string pattern = pattern_of(to_lower(typed));
    const std::size_t before = chosen.size();
    for (const InstanceType& type : trunking::all_instance_types())
      if (iam::matches_wildcards(pattern, type.instance_type)) chosen.push_back(&type);
    if (chosen.size() == before) return names_nothing(typed);
  }
  std::sort(chosen.begin(), chosen.end(),
            [](const InstanceType* a, const InstanceType* b) { return is_before(*a, *b); });
  chosen.erase(std::unique(chosen.begin(), chosen.end()), chosen.end());
  return chosen;
}

}  // namespace eni::command
