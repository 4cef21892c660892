#pragma once
/// Random passwords. Source: API Reference, GetRandomPassword.
#include <string>

#include "aws/api_error.h"
#include "base/random.h"

namespace eni::sandbox::secrets_manager {

struct PasswordRules {
  std::size_t length = 32;
  std::string without = {};  ///< characters
  bool has_lower_case = true;
  bool has_upper_case = true;
  bool has_numbers = true;
  bool has_punctuation = true;
  bool has_space = false;
  /// Whether at least one character of each type but the space is in it.
  bool requires_each_type = true;
};

/// A password of characters of the types that the rules have. Of a type all of whose characters are excluded, none is required.
/// @error  InvalidParameterException if no character is left, or more types are required than the password is long
aws::ApiResult<std::string> random_password(Random& random, const PasswordRules& rules);

}  // namespace eni::sandbox::secrets_manager
