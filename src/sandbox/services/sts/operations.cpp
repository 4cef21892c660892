#include "sandbox/services/sts/operations.h"

#include "sandbox/services/sts/service.h"

namespace eni::sandbox::sts_service {
namespace {

constexpr std::string_view kAssumeRoleDifferences =
    "the call's own permission and the role's trust are decided together inside the operation; MFA "
    "(SerialNumber, "
    "TokenCode) is refused; PackedPolicySize counts plain characters, AWS packs them";

const Operation kOperations[] = {
    // wire name, resource checked, run, reads, options
    {"AssumeRole",
     kNoAuthorization,
     assume_role,
     "RoleArn RoleSessionName PolicyArns Policy DurationSeconds Tags TransitiveTagKeys ExternalId "
     "SerialNumber TokenCode SourceIdentity",
     {.differences = kAssumeRoleDifferences}},
    {"GetAccessKeyInfo",
     any_resource,
     get_access_key_info,
     "AccessKeyId",
     {.differences = "knows the keys of this sandbox only"}},
    {"GetCallerIdentity", kNoAuthorization, get_caller_identity},
    {"GetSessionToken",
     kNoAuthorization,
     get_session_token,
     "DurationSeconds SerialNumber TokenCode",
     {.differences =
          "MFA is refused; what AWS forbids to such credentials without MFA (IAM, most of STS) is allowed"}},
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
    .constraint_code = "ValidationError",
};

}  // namespace eni::sandbox::sts_service
