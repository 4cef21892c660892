#include "sandbox/services/ecs/task_definitions/names.h"

#include <algorithm>

namespace eni::sandbox::ecs_service {

bool is_definition_name(std::string_view text) {
  return text.size() <= kMaxNameLength && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                  c == '_';
         });
}

}  // namespace eni::sandbox::ecs_service
