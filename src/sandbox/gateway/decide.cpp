#include "sandbox/gateway/decide.h"

#include "sandbox/gateway/call_context.h"

namespace eni::sandbox {
namespace {

/// A session outlives its role; its permissions do not, not even when a new role has taken the name.
bool is_same_identity(const Principal& principal, const CompiledIdentity& identity) {
  if (identity.unique_id.empty()) return false;
  const std::string_view id = principal.user_id;
  return id.substr(0, id.find(':')) == identity.unique_id;
}

bool has_policies(const Principal& principal) {
  return principal.type == PrincipalType::kUser || principal.type == PrincipalType::kAssumedRole;
}

/// aws:ResourceAccount, which AWS includes in nearly every request: an action that takes no resource is one on the caller's
/// account. What belongs to AWS by its ARN (images, AWS's own policies) has none here.
std::string_view account_of(const iam::PolicySet& set, std::string_view resource,
                            const Principal& principal) {
  if (!set.resource_account.empty()) return set.resource_account;
  if (resource != "*" || principal.type == PrincipalType::kService) return {};
  return principal.account.value;
}

}  // namespace

std::string_view owner_of(std::string_view arn) {
  std::size_t at = 0;
  for (int colon = 0; colon < 4; ++colon) {
    at = arn.find(':', at);
    if (at == std::string_view::npos) return {};
    ++at;
  }
  const std::string_view account = arn.substr(at, arn.find(':', at) - at);
  return aws::is_account_id(account) ? account : std::string_view{};
}

iam::Caller caller_of(const Principal& principal) {
  iam::Caller caller;
  if (principal.type == PrincipalType::kService) {
    caller.service = principal.arn;
    return caller;
  }
  caller.account = principal.account.value;
  caller.arn = principal.arn;
  caller.identity_arn = principal.identity_arn;
  caller.unique_id = principal.user_id.substr(0, principal.user_id.find(':'));
  caller.is_root = principal.type == PrincipalType::kRoot;
  return caller;
}

iam::Reason decide(Store& store, const Principal& principal, std::string_view action,
                   std::string_view resource, const ResourcePolicy& resource_policy,
                   const std::vector<std::pair<std::string, std::string>>& service_keys,
                   const RequestContext& request) {
  static const CompiledIdentity nobody;
  auto& compiled = store.get<CompiledPolicies>();
  const CompiledIdentity* identity = &nobody;
  if (has_policies(principal)) {
    const CompiledIdentity& found = compiled.identity(store, principal.identity_arn, request.now);
    if (is_same_identity(principal, found)) identity = &found;
  }
  iam::PolicySet set;
  for (const CompiledPolicy& policy : identity->policies) set.identity.push_back(policy.policy.get());
  if (identity->boundary) set.boundary = identity->boundary->policy.get();
  std::vector<std::shared_ptr<const iam::Policy>> session;
  for (const std::string& text : principal.session_policies) session.push_back(compiled.document(text));
  for (const auto& policy : session) set.session.push_back(policy.get());
  set.resource = resource_policy.policy.get();
  set.resource_must_allow = resource_policy.must_allow;
  set.resource_account = resource_policy.owner.empty() ? owner_of(resource) : resource_policy.owner;

  const CallContext context{store,        principal, identity->tags,
                            service_keys, request,   account_of(set, resource, principal)};
  iam::Caller caller = caller_of(principal);
  caller.has_boundary = set.boundary != nullptr;
  return iam::evaluate(set, caller, iam::Request{action, resource, context});
}

}  // namespace eni::sandbox
