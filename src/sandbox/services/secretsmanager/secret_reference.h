#pragma once
/// A secret as callers name it: by its name, its ARN, or its ARN without the six random characters.
#include <optional>
#include <string>
#include <string_view>

#include "sandbox/gateway/call.h"
#include "sandbox/store/secrets_manager_repository.h"

namespace eni::sandbox::secrets_manager {

/// Characters after the last hyphen of a secret's ARN.
inline constexpr std::size_t kSuffixBytes = 6;

SecretsManagerRepository& repository(const Call& call);

std::string secret_arn(const Call& call, const Secret& secret);
/// The secret that SecretId names, marked for deletion or not; one of another account only by its whole ARN, so that
/// nobody learns from a denial which others there are.
std::optional<Secret> named_secret(const Call& call);
/// The NAME in an ARN :secret:NAME-SUFFIX or :secret:NAME of this Region's Secrets Manager, whether there is such a secret or not.
std::optional<std::string> name_in_arn(const Call& call, std::string_view arn);
ApiError secret_not_found();
/// @error  ResourceNotFoundException
ApiResult<Secret> find_secret(const Call& call);
/// @error  ResourceNotFoundException, InvalidRequestException if it is marked for deletion
ApiResult<Secret> find_usable_secret(const Call& call);

/// For what reads or writes values: the key alias/aws/secretsmanager is for its own account only, and there are no others.
/// @error  AccessDeniedException "Access to KMS is not allowed"
ApiResult<void> check_key_use(const Call& call, const Secret& secret);
/// @error  InvalidParameterException for a key other than alias/aws/secretsmanager
ApiResult<void> check_key_id(const Call& call);

/// Writes it, as changed now.
void save_changed(const Call& call, Secret& secret);

ApiError invalid_parameter(std::string message);
ApiError invalid_request(std::string message);
/// {"ARN", "Name"}, of which most replies consist.
json::object named(const Call& call, const Secret& secret);

}  // namespace eni::sandbox::secrets_manager
