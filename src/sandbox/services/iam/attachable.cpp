#include "sandbox/services/iam/attachable.h"

#include "aws/arn.h"
#include "sandbox/services/iam/input.h"

namespace eni::sandbox::iam_service {

std::optional<ManagedPolicy> find_attachable(const Call& call, const std::string& arn) {
  auto policy = call.store<IamPolicyRepository>().find(arn);
  if (!policy || (policy->account != "aws" && policy->account != call.account().value)) return std::nullopt;
  return policy;
}

ApiResult<ManagedPolicy> find_policy(const Call& call) {
  ENI_TRY(const std::string arn, policy_arn(call));
  auto policy = find_attachable(call, arn);
  if (!policy) return no_such_policy(arn);
  return *std::move(policy);
}

ApiResult<ManagedPolicy> find_own_policy(const Call& call) {
  ENI_TRY(ManagedPolicy policy, find_policy(call));
  if (policy.account == "aws")
    return aws::access_denied("You cannot change the AWS managed policy " + policy.arn + ".");
  return policy;
}

}  // namespace eni::sandbox::iam_service
