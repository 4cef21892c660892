#pragma once
/// Texts as small numbers: hosts repeat each other's attributes.
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace eni::placement {

/// Lets a map of strings be asked with a string_view.
struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};
template <class T>
using TextMap = std::unordered_map<std::string, T, TextHash, std::equal_to<>>;

/// A hash whose bits all depend on all of `value`'s.
inline std::uint64_t mix(std::uint64_t value) {
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ULL;
  value = (value ^ (value >> 27)) * 0x94d049bb133111ebULL;
  return value ^ (value >> 31);
}

using NameId = std::uint32_t;

class Names {
 public:
  NameId id(std::string_view text) {
    if (const auto known = ids_.find(text); known != ids_.end()) return known->second;
    const auto added = ids_.emplace(text, static_cast<NameId>(texts_.size())).first;
    texts_.push_back(&added->first);
    return added->second;
  }
  std::optional<NameId> find(std::string_view text) const {
    const auto known = ids_.find(text);
    return known == ids_.end() ? std::nullopt : std::optional{known->second};
  }
  const std::string& text(NameId id) const { return *texts_[id]; }

 private:
  TextMap<NameId> ids_;
  std::vector<const std::string*> texts_;
};

}  // namespace eni::placement
