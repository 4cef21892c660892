#pragma once
/// What Parameter Store's operations have in common.
#include <optional>
#include <string>
#include <string_view>

#include "sandbox/gateway/call.h"
#include "sandbox/services/ssm/parameter_name.h"
#include "sandbox/store/ssm_repository.h"

namespace eni::sandbox::ssm_service {

SsmRepository& repository(const Call& call);

ApiError parameter_not_found();  ///< AWS gives no message with it
/// "1 validation error detected: Value 'VALUE' at 'MEMBER' failed to satisfy constraint: CONSTRAINT"
ApiError constraint_error(std::string_view value, std::string_view member, std::string_view constraint);

/// The parameter's latest version, by its name, in either spelling, or its ARN; a selector is not looked at.
std::optional<SsmParameter> find_latest(Call& call, const Reference& reference);
/// The version that is referred to, public parameters included.
/// @error  ParameterNotFound, ParameterVersionNotFound, ValidationException
ApiResult<SsmParameter> find_parameter(Call& call, const Reference& reference);

enum class Decryption { kPlain, kEncrypted };
Decryption decryption(const Call& call);
/// A parameter as GetParameter answers it.
json::object described(const Call& call, const SsmParameter& parameter, Decryption decryption);
/// The value as a caller sees it: a SecureString's only if decryption is asked for.
std::string visible_value(const Call& call, const SsmParameter& parameter, Decryption decryption);
std::string parameter_arn(const Call& call, const SsmParameter& parameter);

/// The page that the call asks for of parameters in the order of names, or of one's versions in theirs: MaxResults long or `page_size`.
struct Page {
  std::string after;               ///< the last name of the page before; "" of the first
  std::int64_t after_version = 0;  ///< and its version; either may be gone
  std::size_t size = 0;
};
/// @error  InvalidNextToken
ApiResult<Page> read_page(const Call& call, std::size_t page_size);
ApiError invalid_next_token();
/// The token of the next page, "" if there is none. @param parameters  those of the page, and perhaps more, which it removes
std::string end_page(std::vector<SsmParameter>& parameters, const Page& page);

}  // namespace eni::sandbox::ssm_service
