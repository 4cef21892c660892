#include "sandbox/services/ec2/parameters.h"

#include <algorithm>

#include "base/text.h"
#include "sandbox/services/ec2/errors.h"

namespace eni::sandbox::ec2_service {
namespace {

bool is_one_of(std::span<const std::string_view> names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

ApiError unsupported_parameter(const std::string& name) { return unsupported("the parameter " + name); }

}  // namespace

ApiResult<void> check_parameters(const Call& call, std::initializer_list<std::string_view> known) {
  for (const auto& member : call.params.all()) {
    const std::string_view name = member.key();
    if (name != "DryRun" && !is_one_of({known.begin(), known.size()}, name))
      return unsupported_parameter(std::string(name));
  }
  return {};
}

ApiResult<void> check_members(const json::object& structure, std::string_view path,
                              std::span<const std::string_view> known) {
  for (const auto& member : structure) {
    const std::string_view name = member.key();
    if (!is_one_of(known, name)) return unsupported_parameter(std::string(path) + "." + std::string(name));
  }
  return {};
}

ApiResult<std::string> required_parameter(const Call& call, std::string_view name) {
  auto value = call.params.text(name);
  if (value && !value->empty()) return *std::move(value);
  std::string shown(name);
  shown[0] = to_lower(shown.substr(0, 1))[0];
  return missing_parameter(shown);
}

ApiResult<std::optional<bool>> attribute_value(const Call& call, std::string_view name) {
  const json::object* structure = call.params.object(name);
  if (!structure) return std::optional<bool>{};
  return Params{*structure}.boolean("Value");
}

}  // namespace eni::sandbox::ec2_service
