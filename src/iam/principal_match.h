#pragma once
/// Whether a Principal or NotPrincipal element names a caller.
/// Source: IAM User Guide, "AWS JSON policy elements: Principal" and "… NotPrincipal".
#include "iam/evaluate.h"

namespace eni::iam {

/// How directly `principals` names the caller; kNone if it does not.
Grant match_principals(const Principals& principals, const Caller& caller);

/// Deny with NotPrincipal spares a caller only if all of it is listed: the account, the user or role, and the
/// session. (A service has just its name.) Whoever has a permissions boundary is never spared.
bool names_whole_chain(const Principals& principals, const Caller& caller);

}  // namespace eni::iam
