#pragma once
/// Whether a request is allowed: policies in, a verdict out. Pure; Deny is the default.
/// Source: IAM User Guide, "Policy evaluation logic", "How AWS enforcement code logic evaluates requests" and
/// "AWS JSON policy elements: Principal".
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "iam/context_keys.h"
#include "iam/policy.h"

namespace eni::iam {

/// Who asks, as policies of resources see it.
struct Caller {
  std::string account;       ///< twelve digits; "" for services
  std::string arn;           ///< of the user, of the session (…:assumed-role/NAME/SESSION), of the root
  std::string identity_arn;  ///< of the user or the role
  std::string unique_id;     ///< AIDA… of the user, AROA… of the role
  std::string service;       ///< "lambda.amazonaws.com" for services, else ""
  bool is_root = false;
  bool has_boundary = false;  ///< a permissions boundary limits it: Deny with NotPrincipal never spares it
};

/// What is asked of one policy.
struct Request {
  Request(std::string_view action_name, std::string_view resource_arn, const ContextKeys& context_keys);

  std::string action;         ///< lower case
  std::string_view resource;  ///< an ARN, or "*" for actions without resources
  const ContextKeys& keys;
};

/// What one policy says. Pass: it has nothing to say, which ends in a denial unless another policy allows.
enum class Effect { kPass, kAllow, kDeny };

/// Told each statement that matched, whatever its effect.
using OnMatch = std::function<void(const Statement&)>;

/// A policy of an identity, a boundary or a session: principals play no part.
Effect evaluate_policy(const Policy& policy, const Request& request, const OnMatch& on_match = {});

/// How directly a resource's policy allows a caller. It decides which other policies still count.
enum class Grant {
  kNone,
  kAccount,  ///< its account is named: the account's own policies decide
  kRole,     ///< its role is named: boundary and session policies still count
  kDirect,   ///< the user, the session or everybody is named: nothing else needs to allow
};

struct ResourceEffect {
  Effect effect = Effect::kPass;
  Grant grant = Grant::kNone;
};
ResourceEffect evaluate_resource_policy(const Policy& policy, const Caller& caller, const Request& request,
                                        const OnMatch& on_match = {});

/// All that counts for one request. Pointers are not owned.
struct PolicySet {
  std::vector<const Policy*> identity;
  const Policy* boundary = nullptr;
  std::vector<const Policy*> session;  ///< given with AssumeRole; together they limit the session
  const Policy* resource = nullptr;
  std::string resource_account;      ///< owner of the resource; "" means the caller's account
  bool resource_must_allow = false;  ///< trust policies: without their word nobody assumes the role
};

enum class Reason {
  kAllowed,
  kDeniedByIdentityPolicy,
  kDeniedByBoundary,
  kDeniedBySessionPolicy,
  kDeniedByResourcePolicy,
  kNoIdentityPolicyAllows,
  kNoBoundaryAllows,
  kNoSessionPolicyAllows,
  kNoResourcePolicyAllows,
};

/// Root is limited by resource policies only; a service likewise.
Reason evaluate(const PolicySet& policies, const Caller& caller, const Request& request);

bool is_explicit_deny(Reason reason);

/// AWS's words for a denial, from "because" or "with an explicit deny" on: "because no identity-based policy
/// allows the ecs:PutAccountSetting action". Empty for kAllowed.
std::string explain(Reason reason, std::string_view action);

}  // namespace eni::iam
