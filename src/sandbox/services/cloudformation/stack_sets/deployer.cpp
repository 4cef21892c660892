#include "sandbox/services/cloudformation/stack_sets/deployer.h"

#include "aws/arn.h"
#include "aws/partition.h"
#include "sandbox/services/cloudformation/operations/prepare.h"
#include "sandbox/services/cloudformation/stack_sets/member_roles.h"
#include "sandbox/services/cloudformation/stack_sets/set_input.h"

namespace eni::sandbox::cloudformation {
namespace {

/// How StackSets tell of a role that is not there or does not let them in. Other errors stay what they are.
ApiError untrusted(const ApiError& error, const std::string& account, std::string_view role,
                   const std::string& whom) {
  if (error.code != "AccessDenied" && error.code != "NoSuchEntity") return error;
  return aws::access_denied("Account " + account + " should have '" + std::string(role) +
                            "' role with trust relationship to " + whom + ".");
}

Task<ApiResult<Principal>> self_managed(Environment& env, const StackSetRecord& set,
                                        const StackSetOperationRecord& operation, std::string account) {
  const aws::Region region{set.region};
  Principal service = Principal::service("cloudformation.amazonaws.com", aws::AccountId{set.account});
  service.source_arn = set_arn(set);
  const auto administration = aws::Arn::parse(operation.administration_role_arn);
  const std::string administration_role{administration ? administration->resource_name() : ""};
  auto becoming =
      assume_role(env, std::move(service), region, operation.administration_role_arn, "AWSCloudFormation");
  const ApiResult<Principal> administrator = co_await std::move(becoming);
  if (administrator.has_error())
    co_return untrusted(administrator.error(), set.account, administration_role, "CloudFormation service");
  std::string execution_role = "arn:" + std::string(aws::partition_of(region).name) + ":iam::" + account +
                               ":role/" + operation.execution_role_name;
  auto executing = assume_role(env, *administrator, region, std::move(execution_role), env.random.uuid());
  ApiResult<Principal> executor = co_await std::move(executing);
  if (executor.has_error())
    co_return untrusted(executor.error(), account, operation.execution_role_name,
                        "Role '" + administration_role + "'");
  co_return executor;
}

}  // namespace

Task<ApiResult<Principal>> deployer_of(Environment& env, const StackSetRecord& set,
                                       const StackSetOperationRecord& operation, std::string account) {
  if (set.is_service_managed) return service_managed_deployer(env, set, std::move(account));
  return self_managed(env, set, operation, std::move(account));
}

}  // namespace eni::sandbox::cloudformation
