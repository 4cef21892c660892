#pragma once
/// The instance profile of an instance: whose role its processes have.
#include <optional>
#include <string>

#include "base/task.h"
#include "sandbox/gateway/call.h"
#include "sandbox/store/ec2_repository.h"

namespace eni::sandbox::ec2_service {

struct Profile {
  std::string arn;
  std::string id;        ///< AIPA…
  std::string role_arn;  ///< of its role
};

/// The profile that {"Arn"} or {"Name"} names; the caller needs iam:PassRole on its role.
/// @error  InvalidParameterValue (no such profile, or it has no role), UnauthorizedOperation
Task<ApiResult<Profile>> resolve_profile(Call& call, json::object specification);

/// The ARN of the profile that {"Arn"} or {"Name"} names, as policies see it; of a name, one without a path. "" if there is none.
std::string profile_arn(const Call& call, const json::object& specification);

/// Associations are resources of kind "iam-instance-profile-association" whose scope is the instance.
std::optional<Ec2Resource> profile_association(const Call& call, std::string_view instance);
/// Makes one, and shows the profile in the instance's document, which the caller stores.
Ec2Resource associate_profile(const Call& call, Ec2Resource& instance, const Profile& profile);
/// Nothing happens if there is none.
void remove_profile_association(const Call& call, std::string_view instance);

}  // namespace eni::sandbox::ec2_service
