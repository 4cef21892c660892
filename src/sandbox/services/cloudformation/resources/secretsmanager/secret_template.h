#pragma once
/// SecretStringTemplate: an object in JSON that a generated password is put into.
#include <string>
#include <string_view>

#include "sandbox/gateway/call.h"

namespace eni::sandbox::cloudformation {

/// The template with `value` under `key`: in the place of what it has there, or after its last member. All else stays as it is written,
/// numbers as well.
/// @error  InvalidParameterException for what is no object, or has a key twice
ApiResult<std::string> fill_secret_template(std::string_view secret_template, std::string_view key,
                                            std::string_view value);

}  // namespace eni::sandbox::cloudformation
