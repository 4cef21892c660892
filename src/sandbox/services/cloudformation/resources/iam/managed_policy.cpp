/// AWS::IAM::ManagedPolicy.
#include "sandbox/services/cloudformation/resources/iam/iam.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

/// IAM keeps at most five versions of a policy.
constexpr std::size_t kMaxVersions = 5;

std::string id_of_name(const ResourceCall& call, const std::string& name) {
  return iam_arn(call, "policy", name);
}

std::string name_of_id(const std::string& arn) { return arn.substr(arn.rfind('/') + 1); }

/// The outcome of a creation, too: attachments come after it.
Task<ApiResult<ResourceOutcome>> read(ResourceCall& call) {
  ENI_CO_TRY(const json::object policy, co_await read_resource(kIamManagedPolicy, call));
  co_return outcome_of(kIamManagedPolicy, call, &policy);
}

/// Ids of versions that are not the default, oldest first.
Task<ApiResult<std::vector<std::string>>> spare_versions(ResourceCall& call) {
  const json::object params{{"PolicyArn", call.physical_id}};
  ENI_CO_TRY(const json::object reply, co_await call.call("iam", "ListPolicyVersions", params));
  std::vector<std::pair<std::string, std::string>> dated;
  for (const json::object& version : objects_of(reply, "Versions")) {
    if (scalar_text_at(version, "IsDefaultVersion") == "true") continue;
    dated.emplace_back(scalar_text_at(version, "CreateDate"), scalar_text_at(version, "VersionId"));
  }
  std::stable_sort(dated.begin(), dated.end());
  std::vector<std::string> ids;
  for (const auto& [date, id] : dated) ids.push_back(id);
  co_return ids;
}

Task<ApiResult<void>> delete_versions(ResourceCall& call, std::size_t keep) {
  ENI_CO_TRY(const std::vector<std::string> ids, co_await spare_versions(call));
  for (std::size_t i = 0; i + keep < ids.size(); ++i) {
    const json::object params{{"PolicyArn", call.physical_id}, {"VersionId", ids[i]}};
    ENI_CO_CHECK(co_await call.call("iam", "DeletePolicyVersion", params));
  }
  co_return ApiResult<void>{};
}

Task<ApiResult<void>> make_room(ResourceCall& call) {
  if (!has_changed(call, "PolicyDocument")) co_return ApiResult<void>{};
  co_return co_await delete_versions(call, kMaxVersions - 2);
}

Task<ApiResult<void>> before_remove(ResourceCall& call) {
  const ApiResult<void> versions = co_await delete_versions(call, 0);
  if (versions.has_error() && !is_missing(versions.error())) co_return versions.error();
  co_return ApiResult<void>{};
}

ApiResult<void> prepare(const ResourceCall& call, json::object& params) {
  params["PolicyName"] = name_of_id(call.physical_id);
  return {};
}

}  // namespace

const ResourceType kIamManagedPolicy{
    .name = "AWS::IAM::ManagedPolicy",
    .attributes = {{"AttachmentCount", "AttachmentCount"},
                   {"CreateDate", "CreateDate"},
                   {"DefaultVersionId", "DefaultVersionId"},
                   {"IsAttachable", "IsAttachable"},
                   {"PermissionsBoundaryUsageCount", "PermissionsBoundaryUsageCount"},
                   "PolicyArn",
                   {"PolicyId", "PolicyId"},
                   {"UpdateDate", "UpdateDate"}},
    .name_property = "ManagedPolicyName",
    .name_rule = {128},
    .calls = {.service = "iam",
              .id_member = "PolicyArn",
              .create = "CreatePolicy",
              .takes = {"PolicyDocument", "Description", "Path"},
              .read = "GetPolicy",
              .item = "Policy",
              .settings = {{.put = "CreatePolicyVersion",
                            .takes = {"PolicyDocument"},
                            .put_with = R"({"SetAsDefault": true})",
                            .at = Setting::At::kUpdate}},
              .lists = {{"Roles", "RoleName", "AttachRolePolicy", "DetachRolePolicy"},
                        {"Users", "UserName", "AttachUserPolicy", "DetachUserPolicy"},
                        {"Groups", "GroupName", "AttachGroupPolicy", "DetachGroupPolicy"}},
              .remove = "DeletePolicy"},
    .prepare = prepare,
    .change = make_room,
    .before_remove = before_remove,
    .outcome = read,
    .id_of_name = id_of_name,
};

}  // namespace eni::sandbox::cloudformation
