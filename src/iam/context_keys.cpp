#include "iam/context_keys.h"

#include "base/text.h"

namespace eni::iam {

ContextMap::ContextMap(std::initializer_list<std::pair<std::string_view, Values>> entries) {
  for (const auto& [key, values] : entries) set(key, values);
}

void ContextMap::set(std::string_view key, Values values) { entries_[to_lower(key)] = std::move(values); }

std::optional<ContextKeys::Values> ContextMap::find(std::string_view key) const {
  const auto entry = entries_.find(key);
  if (entry == entries_.end()) return std::nullopt;
  return entry->second;
}

std::size_t ContextMap::max_values() const {
  std::size_t max = 0;
  for (const auto& [key, values] : entries_) max = std::max(max, values.size());
  return max;
}

}  // namespace eni::iam
