#pragma once
/// Tags as most APIs list them: [{"Key", "Value"}], each key once.
#include <algorithm>
#include <string>
#include <vector>

#include "base/json.h"

namespace eni::sandbox {

inline constexpr std::size_t kMaxTags = 50;

/// Those in `tags`, with `given` added or put in the places of the same keys.
inline json::array merged_tags(json::array tags, const json::array& given) {
  for (const json::value& tag : given) {
    json::object* same = nullptr;
    for (json::value& one : tags)
      if (text_at(one, "Key") == text_at(tag, "Key")) same = one.if_object();
    if (same) {
      (*same)["Value"] = text_at(tag, "Value");
    } else {
      tags.push_back(json::object{{"Key", text_at(tag, "Key")}, {"Value", text_at(tag, "Value")}});
    }
  }
  return tags;
}

inline json::array tags_without(const json::array& tags, const std::vector<std::string>& keys) {
  json::array left;
  for (const json::value& tag : tags)
    if (std::ranges::find(keys, text_at(tag, "Key")) == keys.end()) left.push_back(tag);
  return left;
}

}  // namespace eni::sandbox
