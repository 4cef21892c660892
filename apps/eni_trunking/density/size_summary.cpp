#include "eni_trunking/density/size_summary.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <tuple>

namespace eni::command {

namespace {

/// The types of one size.
struct SizeGroup {
  using Numbers = std::pair<int, int>;  // tasks without trunking, and with

  int types = 0;
  std::map<Numbers, int> counts;

  Numbers max_common() const {
    return std::max_element(counts.begin(), counts.end(),
                            [](const auto& a, const auto& b) { return a.second < b.second; })
        ->first;
  }

  /// The tasks with trunking of the types that do not have the most common numbers: "", "10" or "4 to 20".
  std::string others_with() const {
    std::set<int> with;
    for (const auto& [numbers, count] : counts)
      if (numbers != max_common()) with.insert(numbers.second);
    if (with.empty()) return "";
    const std::string min = std::to_string(*with.begin());
    return with.size() == 1 ? min : min + " to " + std::to_string(*with.rbegin());
  }
};

/// medium, large, xlarge, 2xlarge, 12xlarge, ..., metal, metal-24xl: by the number in it.
std::tuple<bool, int, std::string_view> order_of_size(std::string_view size) {
  const bool is_metal = size.starts_with("metal");
  const std::size_t digit = size.find_first_of("0123456789");
  int number = 0;
  if (digit != std::string_view::npos)
    std::from_chars(size.data() + digit, size.data() + size.size(), number);
  else if (!is_metal)
    number = size == "xlarge" ? 1 : size == "large" ? 0 : -1;
  return {is_metal, number, size};
}

struct BySize {
  bool operator()(std::string_view a, std::string_view b) const {
    return order_of_size(a) < order_of_size(b);
  }
};

std::map<std::string_view, SizeGroup, BySize> group_by_size(const DensityRows& rows) {
  std::map<std::string_view, SizeGroup, BySize> groups;
  for (const DensityRow& row : rows) {
    SizeGroup& group = groups[size_of(row.type->instance_type)];
    ++group.types;
    ++group.counts[{row.without.tasks, row.with.value_or(row.without).tasks}];
  }
  return groups;
}

}  // namespace

std::vector<SizeSummary> summarize_by_size(const DensityRows& rows) {
  std::vector<SizeSummary> out;
  for (const auto& [size, group] : group_by_size(rows)) {
    const auto [without, with] = group.max_common();
    out.push_back({std::string(size), without, with, group.counts.at({without, with}), group.types,
                   group.others_with()});
  }
  return out;
}

}  // namespace eni::command
