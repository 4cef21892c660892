#include "sandbox/shapes/asks_for_nothing.h"

#include <algorithm>

#include "base/text.h"

namespace eni::sandbox::shapes {

bool asks_for_nothing(const json::value& value, False meaning) {
  const bool is_false_nothing = meaning == False::kAsksForNothing;
  if (const auto* text = value.if_string())
    return text->empty() || (is_false_nothing && iequals(*text, "false"));
  if (const auto* flag = value.if_bool()) return is_false_nothing && !*flag;
  if (const auto* list = value.if_array())
    return std::ranges::all_of(*list,
                               [&](const auto& element) { return asks_for_nothing(element, meaning); });
  if (const auto* object = value.if_object())
    return std::ranges::all_of(*object,
                               [&](const auto& member) { return asks_for_nothing(member.value(), meaning); });
  return value.is_null();
}

}  // namespace eni::sandbox::shapes
