#include "sandbox/services/ec2/parameters.h"

#include "base/text.h"
#include "sandbox/services/ec2/errors.h"

namespace eni::sandbox::ec2_service {

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
