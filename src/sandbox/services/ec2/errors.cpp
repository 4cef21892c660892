#include "sandbox/services/ec2/errors.h"

namespace eni::sandbox::ec2_service {

using aws::ApiError;

ApiError dry_run_operation() {
  return {"DryRunOperation", "Request would have succeeded, but DryRun flag is set.", 412};
}

ApiError missing_parameter(std::string_view parameter) {
  return {"MissingParameter", "The request must contain the parameter " + std::string(parameter)};
}

ApiError invalid_parameter_value(std::string message) {
  return {"InvalidParameterValue", std::move(message)};
}

ApiError invalid_parameter_combination(std::string message) {
  return {"InvalidParameterCombination", std::move(message)};
}

ApiError unsupported(std::string_view what) {
  return {"UnsupportedOperation", "the sandbox does not support " + std::string(what)};
}

ApiError not_found(std::string_view code, std::string_view noun, std::string_view id) {
  return {std::string(code), "The " + std::string(noun) + " ID '" + std::string(id) + "' does not exist"};
}

}  // namespace eni::sandbox::ec2_service
