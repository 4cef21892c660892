#include "eni_trunking/density/density_report.h"

#include <algorithm>
#include <cstdio>
#include <optional>
#include <set>

#include "base/json.h"
#include "base/text.h"
#include "eni_trunking/density/size_summary.h"
#include "eni_trunking/output/text_table.h"
#include "trunking/density.h"

namespace eni::command {

using trunking::Evidence;
using trunking::InstanceType;
using trunking::TaskSize;
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

bool is_given(const TaskSize& size) { return size.cpu_units > 0 || size.memory_mib > 0; }

std::optional<int> tasks_with(const DensityRow& row) {
  return row.with ? std::optional{row.with->tasks} : std::nullopt;
}

/// What ends first with a trunk, or without one where that is all that is known.
std::string binding_text(const DensityRow& row) {
  return std::string(to_string((row.with ? *row.with : row.without).binding));
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

/// Of a table for people; what binds only where tasks have a size.
std::vector<std::string> cells_of(const DensityRow& row, const TaskSize& size) {
  const InstanceType& type = *row.type;
  std::vector<std::string> cells{std::string(type.instance_type),
                                 vcpus_text(type),
                                 memory_text(type.memory_mib),
                                 std::to_string(type.max_enis),
                                 std::to_string(row.without.tasks),
                                 number_text(tasks_with(row)),
                                 gain_text(row.gain())};
  if (is_given(size)) cells.push_back(binding_text(row));
  cells.emplace_back(label_of(type.evidence));
  return cells;
}

std::string evidence_notes(const DensityRows& rows) {
  std::set<Evidence> seen;
  for (const DensityRow& row : rows) seen.insert(row.type->evidence);
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

json::object to_json(const DensityRow& row, const TaskSize& size) {
  const InstanceType& type = *row.type;
  const bool is_known = type.evidence != Evidence::kUnknown;
  const int without = max_awsvpc_tasks(type, Trunk::kNone);
  const auto with = is_known ? std::optional{max_awsvpc_tasks(type, Trunk::kAttached)} : std::nullopt;
  json::array architectures;
  for (const std::string_view name : architectures_of(type)) architectures.push_back(json::value(name));
  json::object out{{"instance_type", type.instance_type},
                   {"vcpus", nullable(std::uint32_t{type.vcpus})},
                   {"memory_mib", nullable(type.memory_mib)},
                   {"architectures", std::move(architectures)},
                   {"current_generation", type.current_generation},
                   {"max_enis", type.max_enis},
                   {"takes_trunk", takes_trunk_json(type)},
                   {"tasks_without_trunking", without},
                   {"tasks_with_trunking", nullable(with)},
                   {"gain", nullable(with ? std::optional{*with - without} : std::nullopt)},
                   {"evidence", to_string(type.evidence)},
                   {"note", type.note}};
  if (!is_given(size)) return out;
  out["task_cpu_units"] = nullable(static_cast<std::uint32_t>(size.cpu_units));
  out["task_memory_mib"] = nullable(static_cast<std::uint32_t>(size.memory_mib));
  out["fit_without_trunking"] = row.without.tasks;
  out["fit_with_trunking"] = nullable(tasks_with(row));
  out["binds_without_trunking"] = to_string(row.without.binding);
  out["binds_with_trunking"] = row.with ? json::value(to_string(row.with->binding)) : json::value(nullptr);
  return out;
}

std::string csv_cell(const json::value& value) {
  if (value.is_null()) return "";
  if (value.is_string()) return as_text(value);
  if (!value.is_array()) return json::serialize(value);
  std::vector<std::string> pieces;
  for (const json::value& piece : value.get_array()) pieces.push_back(as_text(piece));
  return join(pieces, "|");
}

}  // namespace

std::string density_table(const DensityRows& rows, const TaskSize& size) {
  std::vector<Column> columns{{"type"},
                              {"vCPUs", Align::kRight},
                              {"memory", Align::kRight},
                              {"ENIs", Align::kRight},
                              {"off", Align::kRight},
                              {"on", Align::kRight},
                              {"gain", Align::kRight}};
  if (is_given(size)) columns.push_back({"binds"});
  columns.push_back({"evidence"});
  TextTable table{std::move(columns)};
  for (const DensityRow& row : rows) table.add_row(cells_of(row, size));
  return table.text(kHeading, 4, 5) + evidence_notes(rows);
}

std::string density_overview(const DensityRows& rows) {
  TextTable table({{"size"},
                   {"off", Align::kRight},
                   {"on", Align::kRight},
                   {"gain", Align::kRight},
                   {"types", Align::kRight},
                   {"others, on"}});
  for (const SizeSummary& size : summarize_by_size(rows)) {
    table.add_row({size.size, std::to_string(size.without), std::to_string(size.with),
                   gain_text(size.with - size.without),
                   std::to_string(size.types_with_these) + " of " + std::to_string(size.types),
                   size.others_with});
  }
  return table.text(kHeading, 1, 2);
}

std::string density_json(const DensityRows& rows, const TaskSize& size) {
  json::array out;
  for (const DensityRow& row : rows) out.push_back(to_json(row, size));
  return pretty(out);
}

std::string density_csv(const DensityRows& rows, const TaskSize& size) {
  std::string text;
  const auto add_line = [&text](const std::vector<std::string>& cells) { text += join(cells, ",") + "\n"; };
  for (const DensityRow& row : rows) {
    std::vector<std::string> keys;
    std::vector<std::string> cells;
    for (const auto& member : to_json(row, size)) {
      keys.emplace_back(member.key());
      cells.push_back(csv_cell(member.value()));
    }
    if (text.empty()) add_line(keys);
    add_line(cells);
  }
  return text;
}

std::string density_markdown(const DensityRows& rows, const TaskSize& size) {
  const bool has_size = is_given(size);
  std::string text = "| type | vCPUs | memory | ENIs | tasks without trunking | with | gain |";
  text += has_size ? " binds | evidence |\n" : " evidence |\n";
  text += "| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |";
  text += has_size ? " --- |\n" : "\n";
  for (const DensityRow& row : rows) text += "| " + join(cells_of(row, size), " | ") + " |\n";
  return text;
}

}  // namespace eni::command
