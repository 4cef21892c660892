#include "iam/evaluate.h"

#include "base/text.h"
#include "iam/principal_match.h"

namespace eni::iam {
namespace {

bool names_action(const Statement& statement, const Request& request) {
  for (const Marked& action : statement.actions)
    if (matches_marked(action, request.action)) return true;
  return false;
}

bool names_resource(const Statement& statement, const Request& request) {
  for (const Pattern& pattern : statement.resources) {
    if (const Marked* fixed = pattern.fixed()) {
      if (matches_marked_arn(*fixed, request.resource)) return true;
    } else if (const auto expanded = pattern.expand(request.keys)) {
      if (matches_marked_arn(*expanded, request.resource)) return true;
    }
  }
  return false;
}

/// Everything but principals. The cheap questions come first.
bool applies(const Statement& statement, const Request& request) {
  if (names_action(statement, request) == statement.not_action) return false;
  if (!statement.resources.empty() && names_resource(statement, request) == statement.not_resource)
    return false;
  return std::all_of(statement.conditions.begin(), statement.conditions.end(),
                     [&](const Condition& condition) { return holds(condition, request.keys); });
}

Effect evaluate_all(const std::vector<const Policy*>& policies, const Request& request) {
  Effect effect = Effect::kPass;
  for (const Policy* policy : policies) {
    const Effect one = evaluate_policy(*policy, request);
    if (one == Effect::kDeny) return one;
    if (one == Effect::kAllow) effect = one;
  }
  return effect;
}

/// How far a statement of a resource's policy reaches the caller: kNone if it does not.
Grant reach(const Statement& statement, const Caller& caller) {
  if (!statement.principals) return Grant::kNone;
  if (!statement.not_principal) return match_principals(*statement.principals, caller);
  const bool excepted = statement.allow ? match_principals(*statement.principals, caller) != Grant::kNone
                                        : names_whole_chain(*statement.principals, caller);
  return excepted ? Grant::kNone : Grant::kDirect;
}

/// The limits on what identity policies allow.
Reason check_limits(const PolicySet& policies, Effect boundary, Effect session) {
  if (policies.boundary != nullptr && boundary != Effect::kAllow) return Reason::kNoBoundaryAllows;
  if (!policies.session.empty() && session != Effect::kAllow) return Reason::kNoSessionPolicyAllows;
  return Reason::kAllowed;
}

bool is_unlimited(const Caller& caller) { return caller.is_root || !caller.service.empty(); }

}  // namespace

Request::Request(std::string_view action_name, std::string_view resource_arn, const ContextKeys& context_keys)
    : action{to_lower(action_name)}, resource{resource_arn}, keys{context_keys} {}

Effect evaluate_policy(const Policy& policy, const Request& request, const OnMatch& on_match) {
  Effect effect = Effect::kPass;
  for (const Statement& statement : policy.statements) {
    if (!applies(statement, request)) continue;
    if (on_match) on_match(statement);
    if (!statement.allow) {
      if (!on_match) return Effect::kDeny;
      effect = Effect::kDeny;
    } else if (effect == Effect::kPass) {
      effect = Effect::kAllow;
    }
  }
  return effect;
}

ResourceEffect evaluate_resource_policy(const Policy& policy, const Caller& caller, const Request& request,
                                        const OnMatch& on_match) {
  ResourceEffect result;
  for (const Statement& statement : policy.statements) {
    const Grant grant = reach(statement, caller);
    if (grant == Grant::kNone || !applies(statement, request)) continue;
    if (on_match) on_match(statement);
    if (!statement.allow) {
      result = {Effect::kDeny, grant};
      if (!on_match) return result;
    } else if (result.effect != Effect::kDeny) {
      result = {Effect::kAllow, std::max(result.grant, grant)};
    }
  }
  return result;
}

Reason evaluate(const PolicySet& policies, const Caller& caller, const Request& request) {
  const bool unlimited = is_unlimited(caller);
  const Effect identity = unlimited ? Effect::kAllow : evaluate_all(policies.identity, request);
  const Effect boundary = unlimited || policies.boundary == nullptr
                              ? Effect::kPass
                              : evaluate_policy(*policies.boundary, request);
  const Effect session = unlimited ? Effect::kPass : evaluate_all(policies.session, request);
  const ResourceEffect resource = policies.resource == nullptr
                                      ? ResourceEffect{}
                                      : evaluate_resource_policy(*policies.resource, caller, request);

  if (identity == Effect::kDeny) return Reason::kDeniedByIdentityPolicy;
  if (resource.effect == Effect::kDeny) return Reason::kDeniedByResourcePolicy;
  if (boundary == Effect::kDeny) return Reason::kDeniedByBoundary;
  if (session == Effect::kDeny) return Reason::kDeniedBySessionPolicy;

  const bool foreign = caller.service.empty() && !policies.resource_account.empty() &&
                       policies.resource_account != caller.account;
  if ((foreign || policies.resource_must_allow) && resource.effect != Effect::kAllow)
    return Reason::kNoResourcePolicyAllows;
  if (unlimited) return Reason::kAllowed;
  if (!foreign && resource.effect == Effect::kAllow) {
    if (resource.grant == Grant::kDirect) return Reason::kAllowed;
    if (resource.grant == Grant::kRole) return check_limits(policies, boundary, session);
  }
  if (identity != Effect::kAllow) return Reason::kNoIdentityPolicyAllows;
  return check_limits(policies, boundary, session);
}

bool is_explicit_deny(Reason reason) {
  return reason >= Reason::kDeniedByIdentityPolicy && reason <= Reason::kDeniedByResourcePolicy;
}

std::string explain(Reason reason, std::string_view action) {
  const std::string allows = " allows the " + std::string{action} + " action";
  switch (reason) {
    case Reason::kAllowed:
      return {};
    case Reason::kDeniedByIdentityPolicy:
      return "with an explicit deny in an identity-based policy";
    case Reason::kDeniedByBoundary:
      return "with an explicit deny in a permissions boundary";
    case Reason::kDeniedBySessionPolicy:
      return "with an explicit deny in a session policy";
    case Reason::kDeniedByResourcePolicy:
      return "with an explicit deny in a resource-based policy";
    case Reason::kNoIdentityPolicyAllows:
      return "because no identity-based policy" + allows;
    case Reason::kNoBoundaryAllows:
      return "because no permissions boundary" + allows;
    case Reason::kNoSessionPolicyAllows:
      return "because no session policy" + allows;
    case Reason::kNoResourcePolicyAllows:
      return "because no resource-based policy" + allows;
  }
  return {};
}

}  // namespace eni::iam
