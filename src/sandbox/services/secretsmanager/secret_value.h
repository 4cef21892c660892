#pragma once
/// A secret's value: what a call gives, and the version that it becomes.
#include <optional>
#include <string>
#include <vector>

#include "sandbox/gateway/call.h"
#include "sandbox/store/secrets_manager_repository.h"

namespace eni::sandbox::secrets_manager {

struct SecretValue {
  bool is_binary = false;
  std::string value;  ///< base64 if it is binary
};

/// SecretString or SecretBinary; nothing if there is neither.
/// @error  InvalidParameterException for both, ValidationException for one that is no base64 or longer than 65536 bytes
ApiResult<std::optional<SecretValue>> given_value(const Call& call);
/// ClientRequestToken, or a new one.
std::string new_version_id(const Call& call);
/// Whether that version of the secret is this value.
bool is_same_value(const Call& call, const Secret& secret, const SecretVersion& version,
                   const SecretValue& value);
/// ResourceExistsException: a version cannot be changed.
ApiError version_exists(const Call& call, const Secret& secret, const std::string& version_id);

/// Adds a version and moves the labels to it. The oldest ones without labels go, if they are older than a day.
/// @return  the version's labels
/// @error  LimitExceededException beyond 100 versions
ApiResult<std::vector<std::string>> add_version(const Call& call, const Secret& secret,
                                                const std::string& version_id, SecretValue value,
                                                const std::vector<std::string>& labels);
/// Writes the labels that are no longer as they are in the store.
void save_labels(const Call& call, const Secret& secret, const std::vector<SecretVersion>& before,
                 const std::vector<SecretVersion>& after);
/// @error  LimitExceededException for a version with more than 20 labels
ApiResult<void> check_label_count(const std::vector<SecretVersion>& versions);

}  // namespace eni::sandbox::secrets_manager
