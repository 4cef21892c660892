#include "sandbox/services/ecs/container_instances/attribute_rules.h"

#include <algorithm>

namespace eni::sandbox::ecs_service {
namespace {

constexpr std::size_t kMaxCharacters = 128;

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool consists_of(std::string_view text, std::string_view others) {
  return std::all_of(text.begin(), text.end(), [others](char c) {
    return is_alphanumeric(c) || others.find(c) != std::string_view::npos;
  });
}

}  // namespace

aws::ApiResult<void> check_attribute(std::string_view name, const std::optional<std::string>& value) {
  if (name.empty() || name.size() > kMaxCharacters || !consists_of(name, "-_/\\.")) {
    return aws::invalid_parameter(
        "Attribute names must have between 1 and 128 letters, numbers, hyphens, underscores, slashes and "
        "periods: '" +
        std::string(name) + "'");
  }
  if (value && (value->size() > kMaxCharacters || !consists_of(*value, "-_/\\.@: "))) {
    return aws::invalid_parameter(
        "Attribute values can have up to 128 letters, numbers, hyphens, underscores, slashes, periods, at "
        "signs, colons and spaces: '" +
        *value + "'");
  }
  return {};
}

bool is_reserved_attribute(std::string_view name) {
  return name.starts_with("ecs.") || name.starts_with("com.amazonaws.");
}

}  // namespace eni::sandbox::ecs_service
