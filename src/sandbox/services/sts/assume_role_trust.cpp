#include "sandbox/services/sts/assume_role_trust.h"

#include "sandbox/gateway/decide.h"
#include "sandbox/store/sts_repository.h"

namespace eni::sandbox::sts_service {
namespace {

using Keys = std::vector<std::pair<std::string, std::string>>;

Keys service_keys(const AssumeRoleInput& input, const CompiledIdentity& role) {
  Keys keys{{"sts:RoleSessionName", input.session_name}};
  if (input.external_id) keys.emplace_back("sts:ExternalId", *input.external_id);
  if (input.source_identity) keys.emplace_back("sts:SourceIdentity", *input.source_identity);
  for (const auto& [key, value] : input.tags) {
    keys.emplace_back("aws:RequestTag/" + key, value);
    keys.emplace_back("aws:TagKeys", key);
  }
  for (const std::string& key : input.transitive_tag_keys) keys.emplace_back("sts:TransitiveTagKeys", key);
  for (const auto& [key, value] : role.tags) {
    keys.emplace_back("aws:ResourceTag/" + key, value);
    keys.emplace_back("iam:ResourceTag/" + key, value);
  }
  return keys;
}

/// STS gives no reason, so that nobody learns of a role or its trust.
ApiError denied(const Call& call, std::string_view action, const std::string& role_arn) {
  return aws::access_denied("User: " + call.principal.arn + " is not authorized to perform: " +
                            std::string{action} + " on resource: " + role_arn);
}

std::vector<std::string_view> actions(const AssumeRoleInput& input) {
  std::vector<std::string_view> all{"sts:AssumeRole"};
  if (!input.tags.empty()) all.push_back("sts:TagSession");
  if (input.source_identity) all.push_back("sts:SetSourceIdentity");
  return all;
}

}  // namespace

Inherited inherited_of(const Call& call) {
  Inherited inherited;
  if (call.principal.type != PrincipalType::kAssumedRole) return inherited;
  const auto session = call.store<StsRepository>().find(call.principal.access_key_id);
  if (!session) return inherited;
  inherited.source_identity = session->source_identity;
  const auto keys = parse_json(session->transitive_tag_keys);
  if (keys.has_error() || !keys->is_array()) return inherited;
  for (const json::value& key : keys->get_array()) {
    const auto tag = call.principal.session_tags.find(as_text(key));
    if (tag != call.principal.session_tags.end()) inherited.transitive_tags.insert(*tag);
  }
  return inherited;
}

ApiResult<std::string> check_trust(const Call& call, const AssumeRoleInput& input) {
  // A copy: the caller's own policies are looked up below.
  const CompiledIdentity role =
      call.store<CompiledPolicies>().identity(call.env.store, input.role_arn, call.now());
  if (role.unique_id.empty() || !role.trust) return denied(call, "sts:AssumeRole", input.role_arn);
  const Keys keys = service_keys(input, role);
  const RequestContext request{call.region, call.source_ip, call.now()};
  for (const std::string_view action : actions(input)) {
    const iam::Reason reason =
        decide(call.env.store, call.principal, action, input.role_arn, {role.trust, true}, keys, request);
    if (reason != iam::Reason::kAllowed) return denied(call, action, input.role_arn);
  }
  return role.unique_id;
}

}  // namespace eni::sandbox::sts_service
