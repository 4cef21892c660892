#include "sandbox/services/organizations/shapes.h"

namespace eni::sandbox::organizations_service {
namespace {

std::string arn(const Organization& organization, std::string_view kind, std::string_view below = {}) {
  std::string text = "arn:aws:organizations::" + organization.management_account + ":" + std::string(kind) +
                     "/" + organization.id;
  if (!below.empty()) text += "/" + std::string(below);
  return text;
}

}  // namespace

std::string organization_arn(const Organization& organization) { return arn(organization, "organization"); }
std::string root_arn(const Organization& organization) {
  return arn(organization, "root", organization.root);
}
std::string unit_arn(const Organization& organization, std::string_view unit) {
  return arn(organization, "ou", unit);
}
std::string account_arn(const Organization& organization, std::string_view account) {
  return arn(organization, "account", account);
}

json::object organization_shape(const Call& call, const Organization& organization) {
  const std::string& manager = organization.management_account;
  const auto account = call.store<OrganizationsRepository>().find_account(manager);
  return {{"Id", organization.id},
          {"Arn", organization_arn(organization)},
          {"FeatureSet", organization.feature_set},
          {"MasterAccountArn", account_arn(organization, manager)},
          {"MasterAccountId", manager},
          {"MasterAccountEmail", account ? account->email : ""},
          {"AvailablePolicyTypes", json::array{}}};
}

json::object root_shape(const Organization& organization) {
  return {{"Id", organization.root},
          {"Arn", root_arn(organization)},
          {"Name", "Root"},
          {"PolicyTypes", json::array{}}};
}

json::object unit_shape(const Organization& organization, const OrganizationalUnit& unit) {
  return {{"Id", unit.id}, {"Arn", unit_arn(organization, unit.id)}, {"Name", unit.name}};
}

json::object account_shape(const Organization& organization, const OrganizationAccount& account) {
  return {{"Id", account.id},
          {"Arn", account_arn(organization, account.id)},
          {"Email", account.email},
          {"Name", account.name},
          {"Status", account.status},
          {"State", account.status},
          {"JoinedMethod", account.joined_method},
          {"JoinedTimestamp", seconds(account.joined)}};
}

json::object request_shape(const CreateAccountRequest& request) {
  json::object shape{{"Id", request.id},
                     {"AccountName", request.account_name},
                     {"State", request.state},
                     {"RequestedTimestamp", seconds(request.requested)}};
  if (request.state != "IN_PROGRESS") shape["CompletedTimestamp"] = seconds(request.completed);
  if (request.state == "SUCCEEDED") shape["AccountId"] = request.account;
  if (request.state == "FAILED") shape["FailureReason"] = request.failure_reason;
  return shape;
}

double seconds(std::int64_t millis) { return static_cast<double>(millis) / 1000.0; }

}  // namespace eni::sandbox::organizations_service
