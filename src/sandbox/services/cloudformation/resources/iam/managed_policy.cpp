/// AWS::IAM::ManagedPolicy.
#include "sandbox/services/cloudformation/resources/iam/iam.h"
#include "sandbox/services/cloudformation/resources/rows.h"

namespace eni::sandbox::cloudformation {
namespace {

const Property kProperties[] = {
    {"Description", Shape::kText, OnChange::kReplace},
    {"Groups", Shape::kList},
    {"ManagedPolicyName", Shape::kText, OnChange::kReplace},
    {"Path", Shape::kText, OnChange::kReplace},
    {"PolicyDocument", Shape::kDocument, OnChange::kUpdate, Presence::kRequired},
    {"Roles", Shape::kList},
    {"Users", Shape::kList},
};
constexpr std::string_view kAttributes[] = {
    "AttachmentCount", "CreateDate", "DefaultVersionId", "IsAttachable", "PermissionsBoundaryUsageCount",
    "PolicyArn",       "PolicyId",   "UpdateDate",
};
/// IAM keeps at most five versions of a policy.
constexpr std::size_t kMaxVersions = 5;

struct Holder {
  std::string_view property;
  IamOwner owner;
};
constexpr Holder kHolders[] = {
    {"Roles", {"Role", "RoleName"}},
    {"Users", {"User", "UserName"}},
    {"Groups", {"Group", "GroupName"}},
};

std::string id_of_name(const ResourceCall& call, const std::string& name) {
  const std::string path = text_of(call.properties, "Path");
  return call.global_arn("iam", "policy" + (path.empty() ? "/" : path) + name);
}

std::string name_of_id(const std::string& arn) { return arn.substr(arn.rfind('/') + 1); }

Task<ApiResult<void>> change_attachments(ResourceCall& call, std::string_view verb,
                                         const json::object& wanted, const json::object& except) {
  for (const Holder& holder : kHolders) {
    const std::string operation = std::string(verb) + std::string(holder.owner.noun) + "Policy";
    const std::vector<std::string> names =
        without(texts_of(wanted, holder.property), texts_of(except, holder.property));
    for (const std::string& name : names) {
      const json::object params{{holder.owner.name_param, name}, {"PolicyArn", call.physical_id}};
      const ApiResult<json::object> reply = co_await call.call("iam", operation, params);
      if (reply.has_error() && (verb == "Attach" || !is_missing(reply.error()))) co_return reply.error();
    }
  }
  co_return ApiResult<void>{};
}

Task<ApiResult<ResourceOutcome>> read(ResourceCall& call) {
  const json::object params{{"PolicyArn", call.physical_id}};
  ENI_CO_TRY(const json::object reply, co_await call.call("iam", "GetPolicy", params));
  ResourceOutcome outcome{call.physical_id, json::object{{"PolicyArn", call.physical_id}}};
  const json::value* policy = find(reply, "Policy");
  if (policy && policy->is_object()) {
    for (const std::string_view name : kAttributes) copy(policy->get_object(), name, outcome.attributes);
  }
  co_return outcome;
}

Task<ApiResult<ResourceOutcome>> create(ResourceCall& call) {
  json::object params{{"PolicyName", name_of_id(call.physical_id)},
                      {"PolicyDocument", document_of(call.properties, "PolicyDocument")}};
  copy(call.properties, "Description", params);
  copy(call.properties, "Path", params);
  ENI_CO_CHECK(co_await call.call("iam", "CreatePolicy", params));
  call.exists = true;
  const json::object nothing;
  ENI_CO_CHECK(co_await change_attachments(call, "Attach", call.properties, nothing));
  co_return co_await read(call);
}

/// Ids of versions that are not the default, oldest first.
Task<ApiResult<std::vector<std::string>>> spare_versions(ResourceCall& call) {
  const json::object params{{"PolicyArn", call.physical_id}};
  ENI_CO_TRY(const json::object reply, co_await call.call("iam", "ListPolicyVersions", params));
  std::vector<std::pair<std::string, std::string>> dated;
  for (const json::object& version : objects_of(reply, "Versions")) {
    if (text_of(version, "IsDefaultVersion") == "true") continue;
    dated.emplace_back(text_of(version, "CreateDate"), text_of(version, "VersionId"));
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

Task<ApiResult<ResourceOutcome>> update(ResourceCall& call) {
  if (has_changed(call, "PolicyDocument")) {
    ENI_CO_CHECK(co_await delete_versions(call, kMaxVersions - 2));
    const json::object params{{"PolicyArn", call.physical_id},
                              {"PolicyDocument", document_of(call.properties, "PolicyDocument")},
                              {"SetAsDefault", true}};
    ENI_CO_CHECK(co_await call.call("iam", "CreatePolicyVersion", params));
  }
  ENI_CO_CHECK(co_await change_attachments(call, "Attach", call.properties, call.old_properties));
  ENI_CO_CHECK(co_await change_attachments(call, "Detach", call.old_properties, call.properties));
  co_return co_await read(call);
}

Task<ApiResult<void>> remove(ResourceCall& call) {
  const json::object nothing;
  ENI_CO_CHECK(co_await change_attachments(call, "Detach", call.properties, nothing));
  const ApiResult<void> versions = co_await delete_versions(call, 0);
  if (versions.has_error() && !is_missing(versions.error())) co_return versions.error();
  co_return co_await remove_by_id(call, "iam", "DeletePolicy", "PolicyArn");
}

Task<ApiResult<bool>> exists(ResourceCall& call) {
  return exists_by_id(call, "iam", "GetPolicy", "PolicyArn");
}

}  // namespace

const ResourceType kIamManagedPolicy{
    .name = "AWS::IAM::ManagedPolicy",
    .properties = kProperties,
    .attributes = kAttributes,
    .name_property = "ManagedPolicyName",
    .name_rule = {128},
    .create = create,
    .update = update,
    .remove = remove,
    .exists = exists,
    .id_of_name = id_of_name,
};

}  // namespace eni::sandbox::cloudformation
