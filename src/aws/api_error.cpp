#include "aws/api_error.h"

#include <ostream>

namespace eni::aws {

std::ostream& operator<<(std::ostream& out, const ApiError& error) {
  return out << error.code << " (" << error.http_status << "): " << error.message;
}

ApiError access_denied(std::string message) { return {"AccessDenied", std::move(message), 403}; }
ApiError validation_error(std::string message) { return {"ValidationError", std::move(message), 400}; }
ApiError validation_exception(std::string message) {
  return {"ValidationException", std::move(message), 400};
}
ApiError invalid_parameter(std::string message) {
  return {"InvalidParameterException", std::move(message), 400};
}
ApiError throttling(std::string message) { return {"Throttling", std::move(message), 400}; }
ApiError internal_failure(std::string message) { return {"InternalFailure", std::move(message), 500}; }
ApiError not_supported(std::string_view what) {
  return {"InvalidAction", std::string(what) + " is not supported by this sandbox", 400};
}

}  // namespace eni::aws
