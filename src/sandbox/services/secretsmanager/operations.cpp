#include "sandbox/services/secretsmanager/operations.h"

#include "sandbox/services/secretsmanager/access.h"
#include "sandbox/services/secretsmanager/service.h"

namespace eni::sandbox::secrets_manager {
namespace {

constexpr std::string_view kKeys =
    "KMS is not modelled: a value is readable in the state file; keys other than alias/aws/secretsmanager "
    "are "
    "refused";

const Operation kOperations[] = {
    // wire name, resource checked, run, reads, options
    {"BatchGetSecretValue", any_resource, batch_get_secret_value,
     "SecretIdList Filters MaxResults NextToken"},
    {"CreateSecret",
     new_secret_access,
     create_secret,
     "Name ClientRequestToken Description KmsKeyId SecretBinary SecretString Tags",
     {.differences = kKeys}},
    {"DeleteResourcePolicy", secret_access, delete_resource_policy, "SecretId"},
    {"DeleteSecret", secret_access, delete_secret,
     "SecretId RecoveryWindowInDays ForceDeleteWithoutRecovery"},
    {"DescribeSecret", secret_access, describe_secret, "SecretId"},
    {"GetRandomPassword", any_resource, get_random_password,
     "PasswordLength ExcludeCharacters ExcludeNumbers ExcludePunctuation ExcludeUppercase ExcludeLowercase "
     "IncludeSpace RequireEachIncludedType"},
    {"GetResourcePolicy", secret_access, get_resource_policy, "SecretId"},
    {"GetSecretValue", secret_access, get_secret_value, "SecretId VersionId VersionStage"},
    {"ListSecretVersionIds", secret_access, list_secret_version_ids,
     "SecretId MaxResults NextToken IncludeDeprecated"},
    {"ListSecrets", any_resource, list_secrets,
     "IncludePlannedDeletion MaxResults NextToken Filters SortOrder SortBy"},
    {"PutResourcePolicy",
     secret_access,
     put_resource_policy,
     "SecretId ResourcePolicy",
     {.differences = "the principals of the policy are not looked up"}},
    {"PutSecretValue",
     secret_access,
     put_secret_value,
     "SecretId ClientRequestToken SecretBinary SecretString VersionStages",
     {.differences = kKeys}},
    {"RestoreSecret", secret_access, restore_secret, "SecretId"},
    {"TagResource", secret_access, tag_resource, "SecretId Tags"},
    {"UntagResource", secret_access, untag_resource, "SecretId TagKeys"},
    {"UpdateSecret",
     secret_access,
     update_secret,
     "SecretId ClientRequestToken Description KmsKeyId SecretBinary SecretString",
     {.differences = kKeys}},
    {"UpdateSecretVersionStage", secret_access, update_secret_version_stage,
     "SecretId VersionStage RemoveFromVersionId MoveToVersionId"},
};

}  // namespace

const Service kService = {
    .name = "secretsmanager",
    .title = "AWS Secrets Manager",
    .protocol = Protocol::kJson11,
    .version = "2017-10-17",
    .xml_namespace = {},
    .target_prefix = "secretsmanager",
    .operations = kOperations,
    .constraint_code = "ValidationException",
    .unsupported_code = "InvalidParameterException",
};

}  // namespace eni::sandbox::secrets_manager
