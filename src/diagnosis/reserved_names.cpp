#include "diagnosis/reserved_names.h"

#include <algorithm>
#include <iterator>

#include "base/text.h"

namespace eni::diagnosis {

bool has_reserved_start(std::string_view name) {
  constexpr std::string_view kReserved[] = {"aws", "ecs", "fargate"};
  const std::string lower = to_lower(name);
  return std::any_of(std::begin(kReserved), std::end(kReserved),
                     [&](std::string_view start) { return lower.starts_with(start); });
}

}  // namespace eni::diagnosis
