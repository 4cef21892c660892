#include "sandbox/services/monitoring/errors.h"

namespace eni::sandbox::monitoring_service {

using aws::ApiError;

ApiError invalid_value(std::string message) { return {"InvalidParameterValue", std::move(message)}; }
ApiError invalid_combination(std::string message) {
  return {"InvalidParameterCombination", std::move(message)};
}
ApiError missing_parameter(std::string message) { return {"MissingParameter", std::move(message)}; }
ApiError invalid_next_token() { return {"InvalidNextToken", "The service returned an invalid token"}; }

std::string exclusive(std::string_view a, std::string_view b) {
  return "The parameters " + std::string(a) + " and " + std::string(b) +
         " are mutually exclusive and you have specified both.";
}

std::string invalid_text(std::string_view value, std::string_view name) {
  return "The value " + std::string(value) + " for parameter " + std::string(name) + " is invalid.";
}

std::string too_many_text(std::string_view name, std::size_t most) {
  return "The collection " + std::string(name) + " must not have a size greater than " +
         std::to_string(most) + ".";
}

}  // namespace eni::sandbox::monitoring_service
