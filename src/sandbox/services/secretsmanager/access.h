#pragma once
/// What authorization asks IAM about Secrets Manager's calls.
/// Source: Service Authorization Reference, "Actions, resources, and condition keys for AWS Secrets Manager".
#include "sandbox/gateway/tag_condition_keys.h"

namespace eni::sandbox::secrets_manager {

/// What conditions may ask of the call itself: its members, aws:RequestTag and aws:TagKeys.
ConditionKeys request_keys(const Call& call);
/// The ARN of the secret that SecretId names, with its policy and tags.
Access secret_access(const Call& call);
/// secret:NAME-??????: its last characters are not known yet, and a policy says them by the same pattern or a wider one.
Access new_secret_access(const Call& call);

}  // namespace eni::sandbox::secrets_manager
