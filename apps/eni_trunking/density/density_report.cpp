#include "eni_trunking/density/density_report.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "base/json.h"
#include "base/text.h"
#include "eni_trunking/output/text_table.h"
#include "trunking/density.h"

namespace eni::command {

using trunking::Evidence;
using trunking::InstanceType;
using trunking::Trunk;

namespace {

constexpr std::string_view kHeading = "tasks, trunking";
constexpr const char* kNotKnown = "?";

/// In the order of the enum.
constexpr struct {
  Evidence evidence;
  std::string_view label;
  std::string_view meaning;
} kEvidence[] = {
    {Evidence::kDocumented, "documented", "in the Amazon ECS Developer Guide's table (2023-04)"},
    {Evidence::kDocumentedConflict, "conflict", "in that table, but excluded by the text of the same page"},
    {Evidence::kDocumentedExcluded, "excluded", "no trunk: the Amazon ECS Developer Guide excludes it"},
    {Evidence::kDerived, "derived",
     "from the VPC resource controller's limits (2026-03), by a\nrule that holds for 422 of 434 documented "
     "types"},
    {Evidence::kDerivedCapped, "capped",
     "derived, where the controller's limit is at its end: AWS's\nnumber may be higher"},
    {Evidence::kNotTrunkCompatible, "no trunk",
     "not trunk compatible: the T families and types before Nitro"},
    {Evidence::kUnknown, "unknown", "newer than these sources; treated as taking no trunk"},
};

std::string_view label_of(Evidence evidence) { return kEvidence[static_cast<std::size_t>(evidence)].label; }

int tasks_without(const InstanceType& type) { return max_awsvpc_tasks(type, Trunk::kNone); }

/// What a host of the type holds once its role has the setting; nothing if no source says.
std::optional<int> tasks_with(const InstanceType& type) {
  if (type.evidence == Evidence::kUnknown) return std::nullopt;
  return max_awsvpc_tasks(type, Trunk::kAttached);
}

std::optional<int> gain_of(const InstanceType& type) {
  const auto with = tasks_with(type);
  return with ? std::optional(*with - tasks_without(type)) : std::nullopt;
}

std::string number_text(std::optional<int> number) { return number ? std::to_string(*number) : kNotKnown; }

std::string gain_text(std::optional<int> gain) {
  return gain && *gain > 0 ? "+" + std::to_string(*gain) : number_text(gain);
}

/// "4 GiB", "3.75 GiB", "1.7 GiB".
std::string memory_text(std::uint32_t memory_mib) {
  if (memory_mib == 0) return kNotKnown;
  char text[32];
  std::snprintf(text, sizeof text, "%.2f", memory_mib / 1024.0);
  std::string number = text;
  number.erase(number.find_last_not_of('0') + 1);
  if (number.back() == '.') number.pop_back();
  return number + " GiB";
}

std::string vcpus_text(const InstanceType& type) {
  return type.vcpus == 0 ? kNotKnown : std::to_string(type.vcpus);
}

std::string evidence_notes(const InstanceTypes& types) {
  std::set<Evidence> seen;
  for (const InstanceType* type : types) seen.insert(type->evidence);
  TextTable notes({{""}, {""}});
  for (const auto& row : kEvidence) {
    if (!seen.contains(row.evidence)) continue;
    std::string label(row.label);
    for (const std::string& line : split(row.meaning, '\n')) {
      notes.add_row({label, line});
      label.clear();
    }
  }
  return notes.text();  // Begins with the line of its empty headings.
}

json::value nullable(std::optional<int> number) {
  return number ? json::value(*number) : json::value(nullptr);
}
json::value nullable(std::uint32_t number) {
  return number == 0 ? json::value(nullptr) : json::value(number);
}

json::value takes_trunk_json(const InstanceType& type) {
  return type.evidence == Evidence::kUnknown ? json::value(nullptr) : json::value(takes_trunk(type));
}

json::object to_json(const InstanceType& type) {
  json::array architectures;
  for (const std::string_view name : architectures_of(type)) architectures.push_back(json::value(name));
  return {{"instance_type", type.instance_type},
          {"vcpus", nullable(std::uint32_t{type.vcpus})},
          {"memory_mib", nullable(type.memory_mib)},
          {"architectures", std::move(architectures)},
          {"current_generation", type.current_generation},
          {"max_enis", type.max_enis},
          {"takes_trunk", takes_trunk_json(type)},
          {"tasks_without_trunking", tasks_without(type)},
          {"tasks_with_trunking", nullable(tasks_with(type))},
          {"gain", nullable(gain_of(type))},
          {"evidence", to_string(type.evidence)},
          {"note", type.note}};
}

std::string csv_cell(const json::value& value) {
  if (value.is_null()) return "";
  if (value.is_string()) return as_text(value);
  if (!value.is_array()) return json::serialize(value);
  std::vector<std::string> pieces;
  for (const json::value& piece : value.get_array()) pieces.push_back(as_text(piece));
  return join(pieces, "|");
}

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

std::map<std::string_view, SizeGroup, BySize> group_by_size(const InstanceTypes& types) {
  std::map<std::string_view, SizeGroup, BySize> groups;
  for (const InstanceType* type : types) {
    SizeGroup& group = groups[size_of(type->instance_type)];
    ++group.types;
    ++group.counts[{tasks_without(*type), max_awsvpc_tasks(*type, Trunk::kAttached)}];
  }
  return groups;
}

}  // namespace

std::string density_table(const InstanceTypes& types) {
  TextTable table({{"type"},
                   {"vCPUs", Align::kRight},
                   {"memory", Align::kRight},
                   {"ENIs", Align::kRight},
                   {"off", Align::kRight},
                   {"on", Align::kRight},
                   {"gain", Align::kRight},
                   {"evidence"}});
  for (const InstanceType* type : types) {
    table.add_row({std::string(type->instance_type), vcpus_text(*type), memory_text(type->memory_mib),
                   std::to_string(type->max_enis), std::to_string(tasks_without(*type)),
                   number_text(tasks_with(*type)), gain_text(gain_of(*type)),
                   std::string(label_of(type->evidence))});
  }
  return table.text(kHeading, 4, 5) + evidence_notes(types);
}

std::string density_overview(const InstanceTypes& types) {
  TextTable table({{"size"},
                   {"off", Align::kRight},
                   {"on", Align::kRight},
                   {"gain", Align::kRight},
                   {"types", Align::kRight},
                   {"others, on"}});
  for (const auto& [size, group] : group_by_size(types)) {
    const auto [without, with] = group.max_common();
    const int same = group.counts.at({without, with});
    table.add_row({std::string(size), std::to_string(without), std::to_string(with),
                   gain_text(with - without), std::to_string(same) + " of " + std::to_string(group.types),
                   group.others_with()});
  }
  return table.text(kHeading, 1, 2);
}

std::string density_json(const InstanceTypes& types) {
  json::array rows;
  for (const InstanceType* type : types) rows.push_back(to_json(*type));
  return pretty(rows);
}

std::string density_csv(const InstanceTypes& types) {
  std::string text;
  const auto add_line = [&text](const std::vector<std::string>& cells) { text += join(cells, ",") + "\n"; };
  for (const InstanceType* type : types) {
    std::vector<std::string> keys;
    std::vector<std::string> cells;
    for (const auto& member : to_json(*type)) {
      keys.emplace_back(member.key());
      cells.push_back(csv_cell(member.value()));
    }
    if (text.empty()) add_line(keys);
    add_line(cells);
  }
  return text;
}

}  // namespace eni::command
