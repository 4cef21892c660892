#include "base/text.h"
#include "iam/validate.h"
#include "sandbox/services/iam/attachable.h"
#include "sandbox/services/iam/input.h"
#include "sandbox/services/iam/operations.h"
#include "sandbox/services/iam/publish.h"
#include "sandbox/services/iam/shapes.h"

namespace eni::sandbox::iam_service {
namespace {

constexpr std::size_t kMaxVersions = 5;
constexpr std::size_t kMaxDocumentBytes = 6'144;

std::string version_id(int version) { return "v" + std::to_string(version); }

json::object version_shape(const ManagedPolicy& policy, const PolicyVersion& version) {
  return {{"VersionId", version_id(version.version)},
          {"IsDefaultVersion", version.version == policy.default_version},
          {"CreateDate", date(version.created)}};
}

ApiResult<PolicyVersion> find_version(const Call& call, const ManagedPolicy& policy) {
  const std::string id = call.params.text_or("VersionId", "");
  const auto number = id.starts_with("v") ? parse_integer(std::string_view{id}.substr(1)) : std::nullopt;
  auto version = number && *number > 0 && *number < 1'000'000
                     ? call.store<IamPolicyRepository>().find_version(policy.arn, static_cast<int>(*number))
                     : std::nullopt;
  if (!version)
    return no_such_entity("Policy " + policy.arn + " version " + id +
                          " does not exist or is not attachable.");
  return *std::move(version);
}

void set_default(const Call& call, ManagedPolicy& policy, int version) {
  policy.default_version = version;
  policy.updated = now_millis(call);
  call.store<IamPolicyRepository>().update(policy);
  policy_changed(call, policy.arn);
}

}  // namespace

ApiResult<Reply> create_policy_version(Call& call) {
  ENI_TRY(ManagedPolicy policy, find_own_policy(call));
  const std::string document = call.params.text_or("PolicyDocument", "");
  ENI_CHECK(iam::validate_document(document, iam::DocumentKind::kManaged));
  if (counted_size(document) > kMaxDocumentBytes)
    return limit_exceeded("Cannot exceed quota for PolicySize: " + std::to_string(kMaxDocumentBytes));
  ENI_TRY(const auto as_default, call.params.boolean("SetAsDefault"));
  auto& policies = call.store<IamPolicyRepository>();
  if (policies.versions(policy.arn).size() >= kMaxVersions)
    return limit_exceeded(
        "A managed policy can have up to 5 versions. Before you create a new version, you must delete an "
        "existing version.");
  const PolicyVersion version{++policy.last_version, document, now_millis(call)};
  policies.insert_version(policy.arn, version);
  policies.update(policy);
  if (as_default.value_or(false)) set_default(call, policy, version.version);
  return Reply{json::object{{"PolicyVersion", version_shape(policy, version)}}};
}

ApiResult<Reply> get_policy_version(Call& call) {
  ENI_TRY(const ManagedPolicy policy, find_policy(call));
  ENI_TRY(const PolicyVersion version, find_version(call, policy));
  json::object shape = version_shape(policy, version);
  shape["Document"] = encoded(version.document);
  return Reply{json::object{{"PolicyVersion", std::move(shape)}}};
}

ApiResult<Reply> list_policy_versions(Call& call) {
  ENI_TRY(const ManagedPolicy policy, find_policy(call));
  json::array rows;
  for (const PolicyVersion& version : call.store<IamPolicyRepository>().versions(policy.arn))
    rows.push_back(version_shape(policy, version));
  ENI_TRY(json::object reply, page(call, "Versions", std::move(rows), by_member("VersionId")));
  return Reply{std::move(reply)};
}

ApiResult<Reply> delete_policy_version(Call& call) {
  ENI_TRY(const ManagedPolicy policy, find_own_policy(call));
  ENI_TRY(const PolicyVersion version, find_version(call, policy));
  if (version.version == policy.default_version)
    return delete_conflict("Cannot delete the default version of a policy.");
  call.store<IamPolicyRepository>().remove_version(policy.arn, version.version);
  return Reply{};
}

ApiResult<Reply> set_default_policy_version(Call& call) {
  ENI_TRY(ManagedPolicy policy, find_own_policy(call));
  ENI_TRY(const PolicyVersion version, find_version(call, policy));
  set_default(call, policy, version.version);
  return Reply{};
}

}  // namespace eni::sandbox::iam_service
