#pragma once
/// Whether the caller may assume the role: its own policies and the role's trust policy, as authorization
/// sees both now.
#include "sandbox/services/sts/assume_role_input.h"

namespace eni::sandbox::sts_service {

/// What the new session inherits from the caller's, when one role is assumed from another.
struct Inherited {
  std::map<std::string, std::string> transitive_tags;
  std::string source_identity;
};
Inherited inherited_of(const Call& call);

/// @return  the role's unique id
/// @error   AccessDenied (403) "User: … is not authorized to perform: sts:AssumeRole on resource: …", also
/// for a role that
///          does not exist (yet); for tags and source identity sts:TagSession and sts:SetSourceIdentity are
///          asked, too
ApiResult<std::string> check_trust(const Call& call, const AssumeRoleInput& input);

}  // namespace eni::sandbox::sts_service
