#include "sandbox/hosts/instance_role.h"

#include "aws/arn.h"
#include "sandbox/gateway/gateway.h"
#include "sandbox/hosts/metadata/options.h"

namespace eni::sandbox::hosts {
namespace {

constexpr std::string_view kEc2 = "ec2.amazonaws.com";

/// @param status  of the metadata service's answer
Error no_role(int status = 404) {
  return {"no EC2 IMDS role found, operation error ec2imds: GetMetadata, http response error StatusCode: " +
              std::to_string(status) + ", request to EC2 IMDS failed",
          {}};
}

Error not_assumable(const std::string& role) {
  return {"AssumeRoleUnauthorizedAccess: EC2 cannot assume the role " + role +
              ". Please see documentation at "
              "https://docs.aws.amazon.com/IAM/latest/UserGuide/"
              "troubleshoot_iam-ec2.html#troubleshoot_iam-ec2_errors-info-doc.",
          {}};
}

/// "" if the profile is gone or has no role.
std::string role_of_profile(const ApiResult<Reply>& reply) {
  if (!reply) return {};
  const json::array& roles = array_at(object_at(reply->value, "InstanceProfile"), "Roles");
  return roles.empty() ? "" : text_at(roles.front(), "Arn");
}

}  // namespace

Task<Result<RoleSession>> begin_role_session(Environment& env, const Machine& machine) {
  constexpr int kForbidden = 403;
  if (!metadata::options_of(env.store, machine.instance_id).is_enabled) co_return no_role(kForbidden);
  if (machine.profile_arn.empty()) co_return no_role();
  // Copies: the machine may be gone when the answers come.
  const aws::AccountId account = machine.account;
  const aws::Region region = machine.region;
  const std::string session = machine.instance_id;
  const Principal ec2 = Principal::service(std::string(kEc2), account);
  const auto arn = aws::Arn::parse(machine.profile_arn);
  json::object wanted{{"InstanceProfileName", arn ? arn->resource_name() : std::string_view{}}};
  auto looking = env.gateway.call(ec2, region, "iam", "GetInstanceProfile", std::move(wanted));
  const ApiResult<Reply> profile = co_await std::move(looking);
  const std::string role_arn = role_of_profile(profile);
  if (role_arn.empty()) co_return no_role();
  RoleAssumption wanted_role{std::string(kEc2), account, region, role_arn, session};
  auto assuming = assume_role(env, std::move(wanted_role));
  ApiResult<RoleSession> assumed = co_await std::move(assuming);
  if (!assumed) {
    const auto role = aws::Arn::parse(role_arn);
    co_return not_assumable(role ? std::string(role->resource_name()) : role_arn);
  }
  co_return *std::move(assumed);
}

Task<Result<Principal>> instance_credentials(Environment& env, const Machine& machine) {
  auto beginning = begin_role_session(env, machine);
  ENI_CO_TRY(RoleSession session, co_await std::move(beginning));
  co_return std::move(session.principal);
}

}  // namespace eni::sandbox::hosts
