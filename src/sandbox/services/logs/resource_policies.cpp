/// PutResourcePolicy, DescribeResourcePolicies, DeleteResourcePolicy: policies of the account in a Region, not of one log group.
#include "iam/validate.h"
#include "sandbox/services/logs/input.h"
#include "sandbox/services/logs/operations.h"

namespace eni::sandbox::logs_service {
namespace {

constexpr std::int64_t kMaxPage = 50;
/// Source: CloudWatch Logs User Guide, "CloudWatch Logs quotas": it cannot be raised.
constexpr std::size_t kMaxPolicies = 10;

/// The model requires neither of the members, the API Reference says that both are required.
ApiResult<std::string> required(const Call& call, std::string_view member) {
  std::string text = call.params.text_or(member, "");
  if (text.empty()) return null_error(member);
  return text;
}

json::object described(const LogResourcePolicy& policy) {
  return {{"policyName", policy.name},
          {"policyDocument", policy.document},
          {"lastUpdatedTime", policy.last_updated_time},
          {"policyScope", "ACCOUNT"}};
}

bool is_among(const std::vector<LogResourcePolicy>& policies, std::string_view name) {
  return std::any_of(policies.begin(), policies.end(),
                     [&](const LogResourcePolicy& policy) { return policy.name == name; });
}

}  // namespace

ApiResult<Reply> put_resource_policy(Call& call) {
  LogResourcePolicy policy;
  ENI_TRY(policy.name, required(call, "policyName"));
  ENI_TRY(policy.document, required(call, "policyDocument"));
  // CloudWatch Logs does not say what is wrong with a document.
  if (iam::validate_document(policy.document, iam::DocumentKind::kResource).has_error())
    return invalid_parameter("Could not convert to persistable policy.");
  LogsRepository& logs = repository(call);
  const auto policies = logs.list_resource_policies(call.account().value, call.region.value);
  if (policies.size() >= kMaxPolicies && !is_among(policies, policy.name))
    return ApiError{"LimitExceededException", "Resource limit exceeded.", 400};
  policy.last_updated_time = now_millis(call);
  logs.put_resource_policy(call.account().value, call.region.value, policy);
  return Reply{json::object{{"resourcePolicy", described(policy)}}};
}

ApiResult<Reply> delete_resource_policy(Call& call) {
  ENI_TRY(const auto name, required(call, "policyName"));
  if (!repository(call).delete_resource_policy(call.account().value, call.region.value, name))
    return ApiError{"ResourceNotFoundException", "Policy with name [" + name + "] does not exist", 400};
  return Reply{};
}

ApiResult<Reply> describe_resource_policies(Call& call) {
  // There are none of the other scope, RESOURCE.
  if (call.params.text_or("policyScope", "ACCOUNT") != "ACCOUNT")
    return Reply{json::object{{"resourcePolicies", json::array{}}}};
  const auto page = static_cast<int>(integer_at(call.params.all(), "limit", kMaxPage));
  auto policies = repository(call).list_resource_policies(call.account().value, call.region.value,
                                                          call.params.text_or("nextToken", ""), page + 1);
  json::object reply;
  if (policies.size() > static_cast<std::size_t>(page)) {
    policies.pop_back();
    reply["nextToken"] = policies.back().name;
  }
  json::array entries;
  for (const LogResourcePolicy& policy : policies) entries.push_back(described(policy));
  reply["resourcePolicies"] = std::move(entries);
  return Reply{std::move(reply)};
}

}  // namespace eni::sandbox::logs_service
