/// AddLayerVersionPermission, RemoveLayerVersionPermission, GetLayerVersionPolicy.
#include "aws/identifiers.h"
#include "sandbox/services/lambda/errors.h"
#include "sandbox/services/lambda/function_name.h"
#include "sandbox/services/lambda/layer_name.h"
#include "sandbox/services/lambda/operations.h"

namespace eni::sandbox::lambda_service {
namespace {

ApiResult<LambdaLayerVersion> required_version(const Call& call) {
  const LayerReference reference = referenced_layer(call);
  auto layer = call.store<LambdaLayerRepository>().find(reference.key, reference.version);
  if (!layer) return resource_not_found("Layer version " + layer_version_arn(reference) + " does not exist.");
  return *std::move(layer);
}

ApiResult<void> check_policy_revision(const Call& call, const LambdaLayerVersion& layer) {
  const auto revision = call.params.text("RevisionId");
  if (!revision || *revision == layer.policy_revision) return {};
  return ApiError{
      "PreconditionFailedException",
      "The Revision Id provided does not match the latest Revision Id. Call the GetLayerPolicy API "
      "to retrieve the latest Revision Id",
      412};
}

auto find_statement(json::array& policy, std::string_view id) {
  return std::find_if(policy.begin(), policy.end(),
                      [&](const json::value& statement) { return as_text(statement.at("Sid")) == id; });
}

json::object statement_of(const Call& call, const LambdaLayerVersion& layer) {
  const std::string given = call.params.text_or("Principal", "");
  const std::string root = "arn:" + std::string(call.partition()) + ":iam::" + given + ":root";
  json::value principal = given == "*"
                              ? json::value("*")
                              : json::value(json::object{{"AWS", aws::is_account_id(given) ? root : given}});
  json::object statement{{"Sid", call.params.text_or("StatementId", "")},
                         {"Effect", "Allow"},
                         {"Principal", std::move(principal)},
                         {"Action", call.params.text_or("Action", "")},
                         {"Resource", text_at(layer.document, "LayerVersionArn")}};
  if (const auto organization = call.params.text("OrganizationId"))
    statement["Condition"] = {{"StringEquals", {{"aws:PrincipalOrgID", *organization}}}};
  return statement;
}

}  // namespace

ApiResult<Reply> add_layer_version_permission(Call& call) {
  ENI_TRY(LambdaLayerVersion layer, required_version(call));
  const std::string id = call.params.text_or("StatementId", "");
  if (find_statement(layer.policy, id) != layer.policy.end()) {
    return resource_conflict("The statement id (" + id +
                             ") provided already exists. Please provide a new statement id, "
                             "or remove the existing statement.");
  }
  ENI_CHECK(check_policy_revision(call, layer));
  json::object statement = statement_of(call, layer);
  const std::string text = json::serialize(statement);
  layer.policy.push_back(std::move(statement));
  layer.policy_revision = call.random().uuid();
  call.store<LambdaLayerRepository>().update_policy(layer);
  Reply reply{json::object{{"Statement", text}, {"RevisionId", layer.policy_revision}}};
  reply.status = 201;
  return reply;
}

ApiResult<Reply> remove_layer_version_permission(Call& call) {
  ENI_TRY(LambdaLayerVersion layer, required_version(call));
  ENI_CHECK(check_policy_revision(call, layer));
  const std::string id = call.params.text_or("StatementId", "");
  const auto statement = find_statement(layer.policy, id);
  if (statement == layer.policy.end())
    return resource_not_found("Statement " + id + " is not found in resource policy.");
  layer.policy.erase(statement);
  layer.policy_revision = call.random().uuid();
  call.store<LambdaLayerRepository>().update_policy(layer);
  Reply reply;
  reply.status = 204;
  return reply;
}

ApiResult<Reply> get_layer_version_policy(Call& call) {
  ENI_TRY(const LambdaLayerVersion layer, required_version(call));
  if (layer.policy.empty()) return resource_not_found("No policy is associated with the given resource.");
  return Reply{
      json::object{{"Policy", policy_document(layer.policy)}, {"RevisionId", layer.policy_revision}}};
}

}  // namespace eni::sandbox::lambda_service
