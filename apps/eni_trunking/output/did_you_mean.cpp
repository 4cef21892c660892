#include "eni_trunking/output/did_you_mean.h"

#include <algorithm>

#include "base/text.h"

namespace eni::command {

std::string did_you_mean(std::string_view word, const std::vector<std::string>& names) {
  const auto nearest =
      std::min_element(names.begin(), names.end(), [&](const std::string& a, const std::string& b) {
        return edit_distance(word, a) < edit_distance(word, b);
      });
  return "did you mean '" + *nearest + "'?";
}

}  // namespace eni::command
