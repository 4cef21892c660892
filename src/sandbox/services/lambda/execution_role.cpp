#include "sandbox/services/lambda/execution_role.h"

#include "aws/arn.h"
#include "base/deadline.h"
#include "base/text.h"
#include "base/time_text.h"
#include "sandbox/services/lambda/errors.h"

namespace eni::sandbox::lambda_service {

namespace {

constexpr std::chrono::hours kSession{1};
constexpr Duration kPause = std::chrono::milliseconds{250};
/// How long throttling and outages of STS are waited for.
constexpr Duration kOutagePatience = std::chrono::seconds{30};
constexpr const char* kCannotAssume = "The role defined for the function cannot be assumed by Lambda.";

/// Whether a member that is a text or a list of texts has one of the texts.
bool has_one_of(const json::value* member, std::initializer_list<std::string_view> texts) {
  if (member == nullptr) return false;
  if (const json::array* list = member->if_array()) {
    return std::any_of(list->begin(), list->end(),
                       [&](const json::value& v) { return has_one_of(&v, texts); });
  }
  const std::string text = as_text(*member);
  return std::any_of(texts.begin(), texts.end(), [&](std::string_view t) { return iequals(t, text); });
}

bool allows_lambda(const json::value& statement) {
  const json::value* principal = eni::find(statement, "Principal");
  if (!has_one_of(eni::find(statement, "Effect"), {"Allow"}) || principal == nullptr) return false;
  return has_one_of(eni::find(statement, "Action"), {"sts:AssumeRole", "sts:*", "*"}) &&
         (has_one_of(principal, {"*"}) || has_one_of(eni::find(*principal, "Service"), {kLambdaPrincipal}));
}

/// Whether the trust policy names Lambda at all. Its conditions are evaluated by STS when the role is
/// assumed.
bool trusts_lambda(const std::string& document) {
  const auto policy = parse_json(document.starts_with('%') ? percent_decode(document) : document);
  if (!policy) return false;
  const json::value* statements = eni::find(*policy, "Statement");
  if (statements == nullptr) return false;
  if (!statements->is_array()) return allows_lambda(*statements);
  return std::any_of(statements->get_array().begin(), statements->get_array().end(), allows_lambda);
}

std::string document_of(const json::value& reply) {
  const json::value* role = eni::find(reply, "Role");
  const json::value* document = role ? eni::find(*role, "AssumeRolePolicyDocument") : nullptr;
  if (document == nullptr) return {};
  return document->is_string() ? as_text(*document) : json::serialize(*document);
}

}  // namespace

Task<ApiResult<void>> check_role(Call& call, std::string role_arn) {
  std::vector<std::pair<std::string, std::string>> context;
  context.emplace_back("iam:PassedToService", kLambdaPrincipal);
  ENI_CO_CHECK(call.require("iam:PassRole", role_arn, context));
  const auto arn = aws::Arn::parse(role_arn);
  // Lambda itself looks at the role: the caller needs no permission to read it.
  const Principal lambda = Principal::service(std::string(kLambdaPrincipal), call.account());
  json::object params{{"RoleName", arn->resource_name()}};
  const ApiResult<Reply> reply =
      co_await call.env.gateway.call(lambda, call.region, "iam", "GetRole", std::move(params));
  if (!reply || !trusts_lambda(document_of(reply->value))) co_return invalid_value(kCannotAssume);
  co_return ApiResult<void>{};
}

namespace {

ApiResult<RoleSession> read_session(const json::value& reply, const std::string& role_arn,
                                    const aws::AccountId& account, TimePoint now) {
  const json::value* credentials = eni::find(reply, "Credentials");
  const json::value* user = eni::find(reply, "AssumedRoleUser");
  if (credentials == nullptr || user == nullptr)
    return aws::internal_failure("AssumeRole answered without credentials");
  const auto text = [](const json::value* object, std::string_view name) {
    const json::value* member = eni::find(*object, name);
    return member ? as_text(*member) : std::string{};
  };
  RoleSession session;
  session.credentials = {aws::AccessKeyId{text(credentials, "AccessKeyId")},
                         aws::SecretAccessKey{text(credentials, "SecretAccessKey")},
                         aws::SessionToken{text(credentials, "SessionToken")}};
  session.principal.type = PrincipalType::kAssumedRole;
  session.principal.account = account;
  session.principal.arn = text(user, "Arn");
  session.principal.user_id = text(user, "AssumedRoleId");
  session.principal.identity_arn = role_arn;
  session.principal.access_key_id = text(credentials, "AccessKeyId");
  session.expires = parse_iso8601(text(credentials, "Expiration")).value_or(now + kSession);
  return session;
}

/// Whether the same call may be answered differently a moment later: IAM until it has propagated, an outage for as long as
/// its patience lasts.
bool can_pass(const ApiError& error, const Deadline& propagation, const Deadline& outage) {
  const bool is_denied = error.code.starts_with("AccessDenied");
  const bool is_outage = error.http_status >= 500 || error.code.starts_with("Throttl");
  return (is_denied && !propagation.has_passed()) || (is_outage && !outage.has_passed());
}

/// The function's name; STS wants two characters at least.
std::string session_name(const std::string& function) {
  return function.size() > 1 ? function : function + "-";
}

}  // namespace

Task<ApiResult<RoleSession>> assume_role(Environment& environment, LambdaFunction function) {
  const aws::AccountId account{function.key.account};
  const Principal lambda = Principal::service(std::string(kLambdaPrincipal), account);
  const std::string role_arn = function.text("Role");
  const aws::Region region{function.key.region};
  const Deadline propagation{environment.scheduler, environment.settings.iam_propagation};
  const Deadline outage{environment.scheduler, kOutagePatience};
  for (;;) {
    json::object params{{"RoleArn", role_arn},
                        {"RoleSessionName", session_name(function.text("FunctionName"))}};
    const ApiResult<Reply> reply =
        co_await environment.gateway.call(lambda, region, "sts", "AssumeRole", std::move(params));
    if (reply) co_return read_session(reply->value, role_arn, account, environment.scheduler.now());
    if (!can_pass(reply.error(), propagation, outage)) {
      co_return ApiError{
          "AccessDeniedException",
          "Lambda was unable to assume the function's execution role: " + reply.error().message, 403};
    }
    co_await sleep_for(environment.scheduler, kPause);
  }
}

}  // namespace eni::sandbox::lambda_service
