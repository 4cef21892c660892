/// AddPermission, RemovePermission, GetPolicy: the function's resource policy, a statement each.
#include "aws/identifiers.h"
#include "base/text.h"
#include "sandbox/services/lambda/errors.h"
#include "sandbox/services/lambda/function_name.h"
#include "sandbox/services/lambda/operations.h"
#include "sandbox/services/lambda/versions.h"

namespace eni::sandbox::lambda_service {

namespace {

constexpr std::size_t kMaxPolicyBytes = 20 * 1024;

/// Lambda writes services as Service, accounts as their root's ARN, everybody as "*".
json::value principal_of(const Call& call, const std::string& text) {
  if (text == "*") return "*";
  if (aws::is_account_id(text)) {
    return json::object{{"AWS", "arn:" + std::string(call.partition()) + ":iam::" + text + ":root"}};
  }
  if (text.starts_with("arn:")) return json::object{{"AWS", text}};
  return json::object{{"Service", text}};
}

json::object conditions_of(const Params& params) {
  json::object condition;
  const auto add = [&](std::string_view op, std::string_view key, std::string_view member) {
    if (const auto value = params.text(member)) {
      if (!condition.contains(op)) condition[op] = json::object{};
      condition[op].as_object()[key] = *value;
    }
  };
  add("StringEquals", "AWS:SourceAccount", "SourceAccount");
  add("StringEquals", "lambda:EventSourceToken", "EventSourceToken");
  add("StringEquals", "aws:PrincipalOrgID", "PrincipalOrgID");
  add("StringEquals", "lambda:FunctionUrlAuthType", "FunctionUrlAuthType");
  add("ArnLike", "AWS:SourceArn", "SourceArn");
  return condition;
}

ApiResult<json::object> statement_of(const Call& call, const LambdaFunction& function) {
  const std::string principal = call.params.text_or("Principal", "");
  if (principal != "*" && principal.find('.') == std::string::npos && !aws::is_account_id(principal) &&
      !principal.starts_with("arn:")) {
    return invalid_value("The provided principal was invalid. Please check the principal and try again.");
  }
  json::object statement{{"Sid", call.params.text_or("StatementId", "")},
                         {"Effect", "Allow"},
                         {"Principal", principal_of(call, principal)},
                         {"Action", call.params.text_or("Action", "")},
                         {"Resource", function_arn(function.key)}};
  if (auto condition = conditions_of(call.params); !condition.empty())
    statement["Condition"] = std::move(condition);
  return statement;
}

auto find_statement(json::array& policy, std::string_view id) {
  return std::find_if(policy.begin(), policy.end(),
                      [&](const json::value& statement) { return as_text(statement.at("Sid")) == id; });
}

ApiResult<void> check_policy_revision(const Call& call, const LambdaFunction& function) {
  const auto revision = call.params.text("RevisionId");
  if (revision && *revision != function.policy_revision) return revision_mismatch();
  return {};
}

}  // namespace

ApiResult<Reply> add_permission(Call& call) {
  ENI_TRY(LambdaFunction function, policy_holder(call));
  ENI_CHECK(check_policy_revision(call, function));
  ENI_TRY(json::object statement, statement_of(call, function));
  const std::string id = as_text(statement.at("Sid"));
  if (find_statement(function.policy, id) != function.policy.end()) {
    return resource_conflict("The statement id (" + id +
                             ") provided already exists. Please provide a new statement id, "
                             "or remove the existing statement.");
  }
  const std::string text = json::serialize(statement);
  function.policy.push_back(std::move(statement));
  const std::size_t size = policy_document(function.policy).size();
  if (size > kMaxPolicyBytes) {
    return ApiError{"PolicyLengthExceededException",
                    "The final policy size (" + std::to_string(size) + ") is bigger than the limit (" +
                        std::to_string(kMaxPolicyBytes) + ").",
                    400};
  }
  function.policy_revision = call.random().uuid();
  store_policy(call, function);
  Reply reply{json::object{{"Statement", text}}};
  reply.status = 201;
  return reply;
}

ApiResult<Reply> remove_permission(Call& call) {
  ENI_TRY(LambdaFunction function, policy_holder(call));
  const std::string id = call.params.text_or("StatementId", "");
  ENI_CHECK(check_policy_revision(call, function));
  const auto statement = find_statement(function.policy, id);
  if (statement == function.policy.end()) {
    return resource_not_found(function.policy.empty()
                                  ? "No policy is associated with the given resource."
                                  : "Statement " + id + " is not found in resource policy.");
  }
  function.policy.erase(statement);
  function.policy_revision = call.random().uuid();
  store_policy(call, function);
  Reply reply;
  reply.status = 204;
  return reply;
}

ApiResult<Reply> get_policy(Call& call) {
  ENI_TRY(const LambdaFunction function, policy_holder(call));
  if (function.policy.empty()) return resource_not_found("The resource you requested does not exist.");
  return Reply{
      json::object{{"Policy", policy_document(function.policy)}, {"RevisionId", function.policy_revision}}};
}

}  // namespace eni::sandbox::lambda_service
