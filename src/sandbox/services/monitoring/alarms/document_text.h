#pragma once
/// Numbers and documents within texts, as CloudWatch writes them: 5.0, and not 5E0.
#include <string>

#include "base/json.h"

namespace eni::sandbox::monitoring_service {

/// As Java prints a double: "0.5", "70.0", "1.0E7".
std::string number_text(double number);

/// JSON whose fractions are written by number_text.
std::string document_text(const json::value& value);

/// "2022-04-12T19:29:49.123+0000"
std::string document_time(std::int64_t millis);

}  // namespace eni::sandbox::monitoring_service
