#pragma once
/// What IAM's operations read from their input, checked in IAM's words.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/gateway/call.h"
#include "sandbox/gateway/constraints.h"
#include "sandbox/services/iam/errors.h"
#include "sandbox/store/iam_repository.h"

namespace eni::sandbox::iam_service {

/// A name: given, 1 to `max` characters of [\w+=,.@-].
/// @error  ValidationError
ApiResult<std::string> required_name(const Call& call, std::string_view member, std::size_t max);
ApiResult<std::string> required_policy_document(const Call& call, std::string_view member = "PolicyDocument");
ApiResult<std::string> required_policy_arn(const Call& call, std::string_view member = "PolicyArn");
/// "/" if absent.
ApiResult<std::string> path(const Call& call, std::string_view member = "Path");
ApiResult<std::string> path_prefix(const Call& call);
ApiResult<std::optional<std::string>> description(const Call& call);

/// The names of the members: RoleName, UserName, GroupName.
std::string_view name_member(IdentityKind kind);
/// The identity that RoleName, UserName or GroupName names.
/// @error  ValidationError, NoSuchEntity
ApiResult<IamIdentity> find_identity(const Call& call, IdentityKind kind);
/// The same, refusing service-linked roles.
/// @error  UnmodifiableEntity as well
ApiResult<IamIdentity> find_modifiable(const Call& call, IdentityKind kind);
/// The user that UserName names, or without it the caller.
/// @error  ValidationError for a caller that is no user as well
ApiResult<IamIdentity> find_user_or_caller(const Call& call);

/// The member Tags, at most 50, keys unique without case.
ApiResult<IamTags> tags(const Call& call);
ApiResult<std::vector<std::string>> tag_keys(const Call& call);
void put_tags(const Call& call, const std::string& unique_id, const IamTags& tags);

/// PREFIX and 17 characters, as AWS makes them: AROA, AIDA, ANPA, AIPA.
std::string new_unique_id(const Call& call, std::string_view prefix);

std::int64_t now_millis(const Call& call);
IamRepository& repository(const Call& call);

/// Bytes that count for quotas: white space does not.
std::size_t counted_size(std::string_view document);

}  // namespace eni::sandbox::iam_service
