#include "sandbox/gateway/role_session.h"

#include "base/time_text.h"
#include "sandbox/gateway/gateway.h"

namespace eni::sandbox {
namespace {

RoleSession read_session(const json::value& reply, RoleAssumption wanted, TimePoint now) {
  const json::object& user = object_at(reply, "AssumedRoleUser");
  const json::object& credentials = object_at(reply, "Credentials");
  RoleSession session;
  Principal& principal = session.principal;
  principal.type = PrincipalType::kAssumedRole;
  principal.account = std::move(wanted.account);
  principal.arn = text_at(user, "Arn");
  principal.user_id = text_at(user, "AssumedRoleId");
  principal.identity_arn = std::move(wanted.role_arn);
  principal.access_key_id = text_at(credentials, "AccessKeyId");
  session.secret_access_key = text_at(credentials, "SecretAccessKey");
  session.session_token = text_at(credentials, "SessionToken");
  session.begin = now;
  session.end = parse_iso8601(text_at(credentials, "Expiration")).value_or(now);
  return session;
}

}  // namespace

Task<ApiResult<RoleSession>> assume_role(Environment& env, RoleAssumption wanted) {
  const Principal service = Principal::service(wanted.service, wanted.account);
  json::object params{{"RoleArn", wanted.role_arn}, {"RoleSessionName", wanted.session_name}};
  auto assuming = env.gateway.call(service, wanted.region, "sts", "AssumeRole", std::move(params));
  const ApiResult<Reply> reply = co_await std::move(assuming);
  if (reply.has_error()) co_return reply.error();
  co_return read_session(reply->value, std::move(wanted), env.scheduler.now());
}

}  // namespace eni::sandbox
