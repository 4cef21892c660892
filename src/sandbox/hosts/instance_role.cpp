#include "sandbox/hosts/instance_role.h"

#include "aws/arn.h"
#include "base/time_text.h"
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

RoleSession read_session(const json::value& reply, const std::string& role_arn, const aws::AccountId& account,
                         TimePoint now) {
  const json::value& user = reply.at("AssumedRoleUser");
  const json::value& credentials = reply.at("Credentials");
  RoleSession session;
  Principal& principal = session.principal;
  principal.type = PrincipalType::kAssumedRole;
  principal.account = account;
  principal.arn = text_at(user, "Arn");
  principal.user_id = text_at(user, "AssumedRoleId");
  principal.identity_arn = role_arn;
  principal.access_key_id = text_at(credentials, "AccessKeyId");
  session.secret_access_key = text_at(credentials, "SecretAccessKey");
  session.session_token = text_at(credentials, "SessionToken");
  session.begin = now;
  session.end = parse_iso8601(text_at(credentials, "Expiration")).value_or(now);
  return session;
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
  json::object params{{"RoleArn", role_arn}, {"RoleSessionName", session}};
  auto assuming = env.gateway.call(ec2, region, "sts", "AssumeRole", std::move(params));
  const ApiResult<Reply> reply = co_await std::move(assuming);
  if (!reply) {
    const auto role = aws::Arn::parse(role_arn);
    co_return not_assumable(role ? std::string(role->resource_name()) : role_arn);
  }
  co_return read_session(reply->value, role_arn, account, env.scheduler.now());
}

Task<Result<Principal>> instance_credentials(Environment& env, const Machine& machine) {
  auto beginning = begin_role_session(env, machine);
  ENI_CO_TRY(RoleSession session, co_await std::move(beginning));
  co_return std::move(session.principal);
}

}  // namespace eni::sandbox::hosts
