#include "aws/identifiers.h"

#include <algorithm>

namespace eni::aws {

bool is_account_id(std::string_view text) {
  return text.size() == 12 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace eni::aws
