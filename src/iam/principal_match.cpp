#include "iam/principal_match.h"

#include "aws/identifiers.h"

namespace eni::iam {
namespace {

/// "123456789012" or "arn:aws:iam::123456789012:root".
bool is_account(std::string_view name, std::string_view account) {
  if (account.empty()) return false;
  if (name == account) return true;
  return name.starts_with("arn:") && name.ends_with(":root") && name.size() > account.size() + 5 &&
         name.substr(name.size() - 5 - account.size(), account.size()) == account &&
         name.find(":iam::") != std::string_view::npos;
}

bool is_session(const Caller& caller) { return caller.arn != caller.identity_arn; }

/// The user or role, by ARN or by the unique id that IAM stores in its place.
bool is_identity(std::string_view name, const Caller& caller) {
  if (name.empty()) return false;
  return name == caller.identity_arn || name == caller.unique_id;
}

Grant match_aws(std::string_view name, const Caller& caller) {
  if (!caller.service.empty()) return Grant::kNone;
  if (is_account(name, caller.account)) return caller.is_root ? Grant::kDirect : Grant::kAccount;
  if (caller.is_root) return Grant::kNone;
  if (is_identity(name, caller)) return is_session(caller) ? Grant::kRole : Grant::kDirect;
  return name == caller.arn ? Grant::kDirect : Grant::kNone;
}

template <class Predicate>
bool any(const std::vector<std::string>& names, Predicate predicate) {
  return std::any_of(names.begin(), names.end(), predicate);
}

}  // namespace

Grant match_principals(const Principals& principals, const Caller& caller) {
  if (principals.everyone) return Grant::kDirect;
  if (!caller.service.empty())
    return any(principals.service, [&](const std::string& name) { return name == caller.service; })
               ? Grant::kDirect
               : Grant::kNone;
  Grant best = Grant::kNone;
  for (const std::string& name : principals.aws) best = std::max(best, match_aws(name, caller));
  return best;
}

bool names_whole_chain(const Principals& principals, const Caller& caller) {
  if (!caller.service.empty()) return match_principals(principals, caller) != Grant::kNone;
  if (caller.has_boundary) return false;
  if (principals.everyone) return true;
  const bool account =
      any(principals.aws, [&](const std::string& name) { return is_account(name, caller.account); });
  if (caller.is_root) return account;
  const bool identity =
      any(principals.aws, [&](const std::string& name) { return is_identity(name, caller); });
  const bool session =
      !is_session(caller) || any(principals.aws, [&](const std::string& name) { return name == caller.arn; });
  return account && identity && session;
}

}  // namespace eni::iam
