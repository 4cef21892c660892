#include "sandbox/task_engine/endpoints/name_chain.h"

#include <algorithm>
#include <iterator>

namespace eni::sandbox::task_engine::endpoints {
namespace {

/// That the records lead to; "" if to none.
std::string target_of(const std::vector<NameRecord>& records) {
  for (const NameRecord& record : records)
    if (const auto* canonical = std::get_if<CanonicalName>(&record.data)) return canonical->name;
  return "";
}

/// @param more  of the name `target`
void append(std::vector<NameRecord>& records, std::vector<NameRecord> more, const WireName& owner) {
  for (NameRecord& record : more) record.owner = owner;
  records.insert(records.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

}  // namespace

NameLookup find_through(const std::function<NameLookup(const std::string&)>& find, const std::string& name,
                        RecordType type) {
  NameLookup lookup = find(name);
  if (type == RecordType::kCname) return lookup;
  std::string target = target_of(lookup.records);
  for (std::size_t links = 1; links < kMaxChain && !target.empty(); ++links) {
    const auto owner = to_wire_name(target);
    if (!owner) return lookup;
    const std::string text = name_text(*owner);
    NameLookup next = find(text);
    if (next.outcome == NameLookup::Outcome::kNotOurs) {
      lookup.onward = text;
      return lookup;
    }
    lookup.outcome = next.outcome;
    target = target_of(next.records);
    append(lookup.records, std::move(next.records), *owner);
  }
  return lookup;
}

}  // namespace eni::sandbox::task_engine::endpoints
