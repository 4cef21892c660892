#include "sandbox/gateway/authorize.h"

#include "base/time_text.h"
#include "sandbox/gateway/decide.h"

namespace eni::sandbox {
namespace {

/// Root and services, asked about something without a policy of its own in the same account: nearly every
/// call of a sandbox, so it must cost nothing.
bool is_plainly_allowed(const Principal& principal, const Access& access) {
  if (principal.type == PrincipalType::kService) return access.resource_policy.empty();
  if (principal.type != PrincipalType::kRoot || !access.resource_policy.empty()) return false;
  const std::string& own = principal.account.value;
  if (!access.resource_account.empty()) return access.resource_account == own;
  return std::all_of(access.resources.begin(), access.resources.end(), [&own](const std::string& resource) {
    const std::string_view owner = owner_of(resource);
    return owner.empty() || owner == own;
  });
}

void note_use(Environment& environment, const Principal& principal, std::string_view action,
              const RequestContext& request) {
  if (principal.type != PrincipalType::kUser || !principal.access_key_id.starts_with("AKIA")) return;
  if (!environment.store.get<CompiledPolicies>().should_note_use(principal.access_key_id, request.now))
    return;
  environment.store.get<IamRepository>().note_key_use(principal.access_key_id, epoch_millis(request.now),
                                                      action.substr(0, action.find(':')),
                                                      request.region.value);
}

aws::ApiError denied(const Principal& principal, std::string_view action, std::string_view resource,
                     iam::Reason reason) {
  return aws::access_denied("User: " + principal.arn +
                            " is not authorized to perform: " + std::string{action} +
                            " on resource: " + std::string{resource} + " " + iam::explain(reason, action));
}

}  // namespace

aws::ApiResult<void> authorize(Environment& environment, const Principal& principal, std::string_view action,
                               const Access& access, const RequestContext& request) {
  if (is_plainly_allowed(principal, access)) return {};
  note_use(environment, principal, action, request);
  ResourcePolicy policy;
  policy.owner = access.resource_account;
  policy.must_allow = principal.type == PrincipalType::kService;  // It has no policies of its own.
  if (!access.resource_policy.empty())
    policy.policy = environment.store.get<CompiledPolicies>().document(access.resource_policy);
  for (std::size_t i = 0; i < access.resources.size(); ++i) {
    const std::string& resource = access.resources[i];
    auto context = access.context;
    if (i < access.context_of_resource.size()) {
      const auto& own = access.context_of_resource[i];
      context.insert(context.end(), own.begin(), own.end());
    }
    const iam::Reason reason =
        decide(environment.store, principal, action, resource, policy, context, request);
    if (reason != iam::Reason::kAllowed) return denied(principal, action, resource, reason);
  }
  return {};
}

}  // namespace eni::sandbox
