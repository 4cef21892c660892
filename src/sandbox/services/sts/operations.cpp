#include "sandbox/services/sts/operations.h"

#include "sandbox/services/sts/service.h"

namespace eni::sandbox::sts_service {
namespace {

constexpr std::string_view kAssumeRoleDifferences =
    "the call's own permission and the role's trust are decided together inside the operation; MFA "
    "(SerialNumber, "
    "TokenCode) is refused; PackedPolicySize counts plain characters, AWS packs them";

const Operation kOperations[] = {
    // wire name            IAM action               resource checked  run
    {"AssumeRole", "sts:AssumeRole", kNoAuthorization, assume_role, {}, kAssumeRoleDifferences},
    {"GetAccessKeyInfo",
     "sts:GetAccessKeyInfo",
     any_resource,
     get_access_key_info,
     {},
     "knows the keys of this sandbox only"},
    {"GetCallerIdentity", "sts:GetCallerIdentity", kNoAuthorization, get_caller_identity},
    {"GetSessionToken",
     "sts:GetSessionToken",
     kNoAuthorization,
     get_session_token,
     {},
     "MFA is refused; what AWS forbids to such credentials without MFA (IAM, most of STS) is allowed"},
};

}  // namespace

const Service kService = {
    .name = "sts",
    .title = "AWS Security Token Service",
    .protocol = Protocol::kQuery,
    .version = "2011-06-15",
    .xml_namespace = "https://sts.amazonaws.com/doc/2011-06-15/",
    .target_prefix = {},
    .operations = kOperations,
};

}  // namespace eni::sandbox::sts_service
