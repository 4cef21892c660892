#include "trunking/instance_limits.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>
#include <string>

#include "embedded/instance_limits_csv.h"

namespace eni::trunking {

namespace {

constexpr std::string_view kHeader =
    "instance_type,max_enis,ipv4_per_eni,vcpus,memory_mib,architectures,hypervisor,bare_metal,current_"
    "generation,burstable,network_cards,branch_interfaces,tasks_without_trunking,tasks_with_trunking,"
    "evidence,enis_source,note";
constexpr std::size_t kColumns = 17;

constexpr std::string_view kEvidenceNames[] = {
    "documented", "documented_conflict", "documented_excluded",
    "derived",    "derived_capped",      "not_trunk_compatible",
    "unknown",
};
constexpr std::string_view kEniSourceNames[] = {"ec2", "vpc-resource-controller", "ecs-guide"};

/// The table is part of the program: what it holds wrong is a defect, which the tests find.
[[noreturn]] void throw_defect(std::string_view line) {
  throw std::logic_error("data/instance-limits.csv: '" + std::string(line) + "'");
}

std::string_view take_until(std::string_view& text, char separator) {
  const std::string_view piece = text.substr(0, text.find(separator));
  text.remove_prefix(std::min(text.size(), piece.size() + 1));
  return piece;
}

std::array<std::string_view, kColumns> cells_of(std::string_view line) {
  if (std::count(line.begin(), line.end(), ',') != kColumns - 1) throw_defect(line);
  std::array<std::string_view, kColumns> cells;
  for (std::string_view& cell : cells) cell = take_until(line, ',');
  return cells;
}

template <class Number>
Number number(std::string_view cell) {
  Number value{};
  if (cell.empty()) return value;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (error != std::errc() || end != cell.data() + cell.size()) throw_defect(cell);
  return value;
}

bool truth(std::string_view cell) {
  if (cell != "true" && cell != "false" && !cell.empty()) throw_defect(cell);
  return cell == "true";
}

template <class Enum, std::size_t kSize>
Enum named(std::string_view cell, const std::string_view (&names)[kSize]) {
  const auto* found = std::find(std::begin(names), std::end(names), cell);
  if (found == std::end(names)) throw_defect(cell);
  return static_cast<Enum>(found - std::begin(names));
}

InstanceType read_row(std::string_view line) {
  const auto cells = cells_of(line);
  InstanceType row;
  row.instance_type = cells[0];
  row.max_enis = number<std::uint16_t>(cells[1]);
  row.ipv4_per_eni = number<std::uint16_t>(cells[2]);
  row.vcpus = number<std::uint16_t>(cells[3]);
  row.memory_mib = number<std::uint32_t>(cells[4]);
  row.architectures = cells[5];
  row.hypervisor = cells[6];
  row.bare_metal = truth(cells[7]);
  row.current_generation = truth(cells[8]);
  row.burstable = truth(cells[9]);
  row.network_cards = number<std::uint16_t>(cells[10]);
  row.branch_interfaces = number<std::uint16_t>(cells[11]);
  row.tasks_without_trunking = number<std::uint16_t>(cells[12]);
  row.tasks_with_trunking = number<std::uint16_t>(cells[13]);
  row.evidence = named<Evidence>(cells[14], kEvidenceNames);
  row.eni_source = named<EniSource>(cells[15], kEniSourceNames);
  row.note = cells[16];
  return row;
}

bool by_name(const InstanceType& a, const InstanceType& b) { return a.instance_type < b.instance_type; }

std::vector<InstanceType> read_table(std::string_view text) {
  std::vector<InstanceType> rows;
  rows.reserve(static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')));
  bool past_header = false;
  while (!text.empty()) {
    const std::string_view line = take_until(text, '\n');
    if (line.empty() || line.front() == '#') continue;
    if (past_header) {
      rows.push_back(read_row(line));
    } else if (line != kHeader) {
      throw_defect(line);
    }
    past_header = true;
  }
  rows.shrink_to_fit();
  std::sort(rows.begin(), rows.end(), by_name);
  return rows;
}

}  // namespace

std::string_view to_string(Evidence evidence) { return kEvidenceNames[static_cast<std::size_t>(evidence)]; }

std::span<const InstanceType> all_instance_types() {
  static const std::vector<InstanceType> rows = read_table(embedded::instance_limits_csv);
  return rows;
}

const InstanceType* find_instance_type(std::string_view name) {
  const auto rows = all_instance_types();
  InstanceType wanted;
  wanted.instance_type = name;
  const auto found = std::lower_bound(rows.begin(), rows.end(), wanted, by_name);
  return found != rows.end() && found->instance_type == name ? &*found : nullptr;
}

std::string_view family_of(std::string_view instance_type) {
  return instance_type.substr(0, instance_type.find('.'));
}

std::vector<std::string_view> architectures_of(const InstanceType& type) {
  std::vector<std::string_view> found;
  for (std::string_view rest = type.architectures; !rest.empty();) found.push_back(take_until(rest, '|'));
  return found;
}

}  // namespace eni::trunking
