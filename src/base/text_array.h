#pragma once
/// Texts as a JSON array.
#include <string>
#include <vector>

#include "base/json.h"

namespace eni {

inline json::array text_array(const std::vector<std::string>& texts) {
  json::array array;
  for (const std::string& text : texts) array.emplace_back(text);
  return array;
}

}  // namespace eni
