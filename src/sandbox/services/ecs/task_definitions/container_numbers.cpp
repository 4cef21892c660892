#include "sandbox/services/ecs/task_definitions/container_numbers.h"

#include <limits>

#include "sandbox/services/ecs/errors.h"

namespace eni::sandbox::ecs_service {
namespace {

struct Bound {
  std::string_view member;
  std::int64_t min;
};

constexpr Bound kBounds[] = {{"cpu", 0}, {"memory", kMinMemoryMib}, {"memoryReservation", kMinMemoryMib}};

}  // namespace

aws::ApiError invalid_setting(std::string_view member, const std::string& container) {
  return client_exception("Invalid '" + std::string(member) + "' setting for container '" + container + "'.");
}

aws::ApiResult<void> check_container_numbers(const json::object& container) {
  for (const Bound& bound : kBounds) {
    const json::value* value = find(container, bound.member);
    if (!value || value->is_null()) continue;
    const auto number = find_integer(container, bound.member);
    if (!number || *number < bound.min || *number > std::numeric_limits<std::int32_t>::max())
      return invalid_setting(bound.member, text_at(container, "name"));
  }
  return {};
}

}  // namespace eni::sandbox::ecs_service
