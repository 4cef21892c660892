#include "function/role_setting.h"

#include "aws/arn.h"
#include "base/hash.h"

namespace eni::function {

namespace {

/// Reading back is refused for good by roles whose policy has PutAccountSetting only. The policy's other half
/// having propagated, this much longer is enough to know.
constexpr Duration kReadPatience{5000};
/// Credentials that do not outlive their use. What the warm process keeps, a later event could use.
class Session {
 public:
  explicit Session(aws::Credentials credentials) : credentials_{std::move(credentials)} {}
  ~Session() {
    wipe(credentials_.secret_access_key.value);
    wipe(credentials_.session_token.value);
  }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  const aws::Credentials& credentials() const { return credentials_; }

 private:
  aws::Credentials credentials_;
};

Failure failure_of(const std::string& what, const Fault& fault) {
  return {what, (fault.code.empty() ? "" : fault.code + ": ") + fault.message};
}

/// Of arn:…:iam::…:role/PATH/NAME and of its sessions' arn:…:sts::…:assumed-role/NAME/SESSION.
std::string_view role_name_of(const aws::Arn& arn) {
  if (arn.resource_type() != "assumed-role") return arn.resource_name();
  const std::string_view name = arn.resource_id();
  return name.substr(0, name.find('/'));
}

/// Whether both are of one account and role; ECS may name a role with or without its path, or by its session.
bool is_same_role(const std::string& a, const std::string& b) {
  const auto left = aws::Arn::parse(a);
  const auto right = aws::Arn::parse(b);
  return left && right && left->account == right->account && role_name_of(*left) == role_name_of(*right);
}

}  // namespace

Result<AppliedSetting, Failure> RoleSetting::apply(const std::string& role, const aws::Region& region,
                                                   const std::string& value) {
  auto assumed = attempts_.run<aws::Credentials>(
      "AssumeRole", [&](TimePoint deadline) { return sessions_.assume(role, deadline); });
  if (assumed.has_error()) return failure_of("sts:AssumeRole of " + role, assumed.error());
  const Session session{*std::move(assumed)};
  ENI_TRY(std::string previous, put(role, region, session.credentials(), value));
  ENI_TRY(AppliedSetting applied, read_back(role, region, session.credentials(), value));
  applied.previous_value = std::move(previous);
  return applied;
}

/// @return the value that counted before, or "unknown" if the role may not read it
Result<std::string, Failure> RoleSetting::put(const std::string& role, const aws::Region& region,
                                              const aws::Credentials& session, const std::string& value) {
  std::string previous;
  // Both in one attempt: while IAM propagates neither is allowed, and what counted before has to be read
  // before.
  const auto outcome =
      attempts_.run<AccountSetting>("PutAccountSetting", [&](TimePoint deadline) -> Outcome<AccountSetting> {
        if (previous.empty()) {
          auto before = settings_.effective(region, session, deadline);
          if (before.has_value()) previous = before->value;
          if (before.has_error() && remedy_for(before.error()) == Remedy::kTryAgain) return before;
        }
        return settings_.put(region, session, value, deadline);
      });
  if (outcome.has_error()) return failure_of("ecs:PutAccountSetting as " + role, outcome.error());
  if (!is_same_role(outcome->principal_arn, role))
    return Failure{"ecs:PutAccountSetting as " + role,
                   "it changed the setting of '" + outcome->principal_arn + "' instead"};
  if (previous.empty()) previous = "unknown";
  return previous;
}

Result<AppliedSetting, Failure> RoleSetting::read_back(const std::string& role, const aws::Region& region,
                                                       const aws::Credentials& session,
                                                       const std::string& value) {
  const std::string what = "ecs:ListAccountSettings as " + role;
  const auto outcome =
      attempts_.with_iam_patience(kReadPatience)
          .run<AccountSetting>("ListAccountSettings", [&](TimePoint deadline) -> Outcome<AccountSetting> {
            auto now = settings_.effective(region, session, deadline);
            if (now.has_value() && now->value != value)
              return Fault{Fault::Kind::kGarbage, "",
                           "it still says " + now->value + " after it was set to " + value};
            return now;
          });
  if (outcome.has_value()) return AppliedSetting{outcome->principal_arn, outcome->value, ""};
  if (remedy_for(outcome.error()) != Remedy::kWaitForIam) return failure_of(what, outcome.error());
  log_.warn("the role may not read its settings; PutAccountSetting's own answer has to do",
            {{"role", role}, {"code", outcome.error().code}});
  return AppliedSetting{role, value, ""};
}

Result<Undone, Failure> RoleSetting::undo(const std::string& role, const aws::Region& region,
                                          trunking::OnDelete mode) {
  if (mode == trunking::OnDelete::kRetain) return Undone{"The setting of " + role + " is retained"};
  auto assumed = attempts_.run<aws::Credentials>(
      "AssumeRole", [&](TimePoint deadline) { return sessions_.assume(role, deadline); });
  if (assumed.has_error() && remedy_for(assumed.error()) == Remedy::kWaitForIam)
    return Undone{role + " is gone or cannot be assumed any more; its setting is left as it is"};
  if (assumed.has_error()) return failure_of("sts:AssumeRole of " + role, assumed.error());
  const Session session{*std::move(assumed)};
  const bool disable = mode == trunking::OnDelete::kDisable;
  const std::string action = disable ? "PutAccountSetting" : "DeleteAccountSetting";
  const auto outcome = attempts_.run<void>(action, [&](TimePoint deadline) -> Outcome<void> {
    if (!disable) return settings_.remove(region, session.credentials(), deadline);
    auto put = settings_.put(region, session.credentials(), "disabled", deadline);
    if (put.has_error()) return put.error();
    return {};
  });
  if (outcome.has_value()) return Undone{};
  if (remedy_for(outcome.error()) == Remedy::kWaitForIam)
    return Undone{role + " may not call ecs:" + action + "; its setting is left as it is (" +
                  outcome.error().message + ")"};
  return failure_of("ecs:" + action + " as " + role, outcome.error());
}

}  // namespace eni::function
