#pragma once
/// What attributes may be.
#include <cstdint>
#include <string>
#include <string_view>

#include "aws/api_error.h"

namespace eni::sandbox::elb_service {

struct AttributeRule {
  std::string_view name;
  /// "flag"; "text"; "60..4000" for numbers; "off|1..100" and "a|b|c" for one of several
  std::string_view values;
};

/// Null if AWS has no attribute of this name, whatever it belongs to.
const AttributeRule* find_attribute(std::string_view name);

/// @error  ValidationError that says what the attribute may be
aws::ApiResult<void> check_attribute(const AttributeRule& rule, const std::string& value);

}  // namespace eni::sandbox::elb_service
