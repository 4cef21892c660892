#include "sandbox/services/cloudformation/stack_sets/member_roles.h"

#include "base/hash.h"
#include "sandbox/gateway/retried_call.h"
#include "sandbox/services/cloudformation/operations/prepare.h"

namespace eni::sandbox::cloudformation {
namespace {

const aws::Region kGlobal{"us-east-1"};

std::string execution_role_name(const std::string& manager, const std::string& member) {
  return "stacksets-exec-" + sha256_hex(manager + "/" + member).substr(0, 32);
}

std::string trust_of(const Principal& administrator) {
  return R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":")" +
         administrator.identity_arn + R"("},"Action":"sts:AssumeRole"}]})";
}

/// Both calls may be repeated: a restart may have come between them.
Task<ApiResult<void>> ensure_execution_role(Environment& env, const Principal& member, std::string name,
                                            std::string trust) {
  json::object role{{"RoleName", name}, {"AssumeRolePolicyDocument", trust}};
  auto making = retried_call(env, member, kGlobal, "iam", "CreateRole", std::move(role));
  const auto made = co_await std::move(making);
  if (made.has_error() && made.error().code != "EntityAlreadyExists") co_return made.error();
  json::object policy{{"RoleName", name}, {"PolicyArn", "arn:aws:iam::aws:policy/AdministratorAccess"}};
  auto attaching = retried_call(env, member, kGlobal, "iam", "AttachRolePolicy", std::move(policy));
  const auto attached = co_await std::move(attaching);
  if (attached.has_error()) co_return attached.error();
  co_return ApiResult<void>{};
}

}  // namespace

Task<ApiResult<void>> ensure_role(Environment& env, aws::AccountId account, ServiceLinkedRole role) {
  if (has_role(env.store, account, role)) co_return ApiResult<void>{};
  const Principal service = Principal::service(std::string(role.service), account);
  json::object params{{"AWSServiceName", role.service}};
  auto making = retried_call(env, service, kGlobal, "iam", "CreateServiceLinkedRole", std::move(params));
  const auto made = co_await std::move(making);
  if (made.has_error() && !has_role(env.store, account, role)) co_return made.error();
  co_return ApiResult<void>{};
}

Task<ApiResult<Principal>> service_managed_deployer(Environment& env, const StackSetRecord& set,
                                                    std::string account) {
  ENI_CO_CHECK(check_organizations_access(env.store, set.account));
  const aws::AccountId member{account};
  auto ensuring = ensure_role(env, member, kMemberRole);
  ENI_CO_CHECK(co_await std::move(ensuring));
  const Principal administrator =
      principal_of(env.store, aws::AccountId{set.account}, kGlobal, kAdministratorRole);
  const Principal creator = principal_of(env.store, member, kGlobal, kMemberRole);
  const std::string name = execution_role_name(set.account, account);
  auto making = ensure_execution_role(env, creator, name, trust_of(administrator));
  ENI_CO_CHECK(co_await std::move(making));
  auto becoming = assume_role(env, administrator, aws::Region{set.region},
                              "arn:aws:iam::" + account + ":role/" + name, env.random.uuid());
  ApiResult<Principal> executor = co_await std::move(becoming);
  co_return executor;
}

}  // namespace eni::sandbox::cloudformation
