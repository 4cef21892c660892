/// GetFunctionCodeSigningConfig. No function has one: CodeSigningConfigArn is refused by name.
#include "sandbox/services/lambda/function_name.h"
#include "sandbox/services/lambda/operations.h"

namespace eni::sandbox::lambda_service {

ApiResult<Reply> get_function_code_signing_config(Call& call) {
  ENI_CHECK(required_function(call));
  return Reply{json::object{}};
}

}  // namespace eni::sandbox::lambda_service
