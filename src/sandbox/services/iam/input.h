#pragma once
/// What IAM's operations read from their input, checked in IAM's words.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/gateway/call.h"
#include "sandbox/services/iam/errors.h"
#include "sandbox/store/iam_repository.h"

namespace eni::sandbox::iam_service {

/// @error  ValidationError, InvalidInput for what is no policy's ARN
ApiResult<std::string> policy_arn(const Call& call, std::string_view name = "PolicyArn");
/// "/" if absent.
std::string path(const Call& call, std::string_view name = "Path");

/// The names of the members: RoleName, UserName, GroupName.
std::string_view name_member(IdentityKind kind);
/// The identity that RoleName, UserName or GroupName names.
/// @error  NoSuchEntity
ApiResult<IamIdentity> find_identity(const Call& call, IdentityKind kind);
/// The same, refusing service-linked roles.
/// @error  UnmodifiableEntity as well
ApiResult<IamIdentity> find_modifiable(const Call& call, IdentityKind kind);
/// The user that UserName names, or without it the caller.
/// @error  ValidationError for a caller that is no user as well
ApiResult<IamIdentity> find_user_or_caller(const Call& call);

/// The member Tags, at most 50, keys unique without case.
ApiResult<IamTags> tags(const Call& call);
void put_tags(const Call& call, const std::string& unique_id, const IamTags& tags);

/// PREFIX and 17 characters, as AWS makes them: AROA, AIDA, ANPA, AIPA.
std::string new_unique_id(const Call& call, std::string_view prefix);

std::int64_t now_millis(const Call& call);
IamRepository& repository(const Call& call);

/// Bytes that count for quotas: white space does not.
std::size_t counted_size(std::string_view document);

}  // namespace eni::sandbox::iam_service
