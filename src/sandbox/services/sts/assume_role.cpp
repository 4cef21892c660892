#include "base/text.h"
#include "base/time_text.h"
#include "sandbox/gateway/compiled_policies.h"
#include "sandbox/services/sts/assume_role_trust.h"
#include "sandbox/services/sts/operations.h"
#include "sandbox/services/sts/session_credentials.h"

namespace eni::sandbox::sts_service {
namespace {

constexpr long long kDefaultSeconds = 3'600;
constexpr long long kMaxChainedSeconds = 3'600;
/// What session policies and tags may take together.
constexpr std::size_t kMaxPackedBytes = 4'096;

ApiResult<std::chrono::seconds> duration(const Call& call, const AssumeRoleInput& input,
                                         std::int64_t max_of_role) {
  const long long seconds =
      input.duration_seconds.value_or(std::min<long long>(kDefaultSeconds, max_of_role));
  // Services choose for themselves: Lambda's sessions last twelve hours whatever the role says.
  if (call.principal.type == PrincipalType::kService) return std::chrono::seconds{seconds};
  if (call.principal.type == PrincipalType::kAssumedRole && seconds > kMaxChainedSeconds)
    return aws::validation_error(
        "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.");
  if (seconds > max_of_role)
    return aws::validation_error(
        "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
  return std::chrono::seconds{seconds};
}

/// The request's tags and those that the caller's session passes on.
ApiResult<std::map<std::string, std::string>> session_tags(const AssumeRoleInput& input,
                                                           const Inherited& inherited) {
  std::map<std::string, std::string> tags = inherited.transitive_tags;
  for (const auto& [key, value] : input.tags) {
    for (const auto& [passed_on, ignored] : inherited.transitive_tags)
      if (iequals(key, passed_on))
        return ApiError{"InvalidParameterValue",
                        "One of the specified transitive tag keys can't be set because it conflicts with a "
                        "transitive tag "
                        "key from the calling session.",
                        400};
    tags[key] = value;
  }
  return tags;
}

ApiResult<std::string> source_identity(const AssumeRoleInput& input, const Inherited& inherited) {
  const std::string wanted = input.source_identity.value_or(inherited.source_identity);
  if (!inherited.source_identity.empty() && wanted != inherited.source_identity)
    return aws::access_denied("The source identity of a session cannot be changed: it is " +
                              inherited.source_identity);
  return wanted;
}

std::size_t packed_bytes(const NewSession& session) {
  std::size_t bytes = 0;
  for (const std::string& policy : session.principal.session_policies) bytes += policy.size();
  for (const auto& [key, value] : session.principal.session_tags) bytes += key.size() + value.size();
  return bytes;
}

/// Percent of what is allowed; nothing if there is nothing to pack.
ApiResult<std::optional<std::size_t>> packed_policy_size(const NewSession& session) {
  const std::size_t percent = (packed_bytes(session) * 100 + kMaxPackedBytes - 1) / kMaxPackedBytes;
  if (percent > 100)
    return ApiError{
        "PackedPolicyTooLarge",
        "Packed size of session policy and tags consumes " + std::to_string(percent) + "% of allotted space.",
        400};
  return percent == 0 ? std::optional<std::size_t>{} : std::optional<std::size_t>{percent};
}

Principal session_principal(const AssumeRoleInput& input, const std::string& role_id) {
  Principal principal;
  principal.type = PrincipalType::kAssumedRole;
  principal.account = aws::AccountId{input.arn.account};
  principal.arn = "arn:" + input.arn.partition + ":sts::" + input.arn.account + ":assumed-role/" +
                  std::string{input.arn.resource_name()} + "/" + input.session_name;
  principal.identity_arn = input.role_arn;
  principal.user_id = role_id + ":" + input.session_name;
  return principal;
}

void note_use_of_role(const Call& call, const std::string& role_arn) {
  auto& iam = call.store<IamRepository>();
  if (const auto role = iam.find_by_arn(role_arn))
    iam.note_use(role->id, epoch_millis(call.now()), call.region.value);
}

json::object reply_of(const Call& call, const NewSession& session, std::optional<std::size_t> packed) {
  json::object reply{
      {"Credentials", issue_credentials(call, session)},
      {"AssumedRoleUser", {{"AssumedRoleId", session.principal.user_id}, {"Arn", session.principal.arn}}}};
  if (packed) reply["PackedPolicySize"] = *packed;
  if (!session.source_identity.empty()) reply["SourceIdentity"] = session.source_identity;
  return reply;
}

}  // namespace

ApiResult<Reply> assume_role(Call& call) {
  ENI_TRY(const AssumeRoleInput input, read_assume_role_input(call));
  if (call.principal.type == PrincipalType::kRoot)
    return aws::access_denied("Roles may not be assumed by root accounts.");
  ENI_TRY(const std::string role_id, check_trust(call, input));
  const std::int64_t max_seconds =
      call.store<CompiledPolicies>().identity(call.env.store, input.role_arn, call.now()).max_session_seconds;
  const Inherited inherited = inherited_of(call);

  NewSession session;
  session.principal = session_principal(input, role_id);
  ENI_TRY(session.duration, duration(call, input, max_seconds));
  ENI_TRY(session.principal.session_policies, session_policies(call, input));
  ENI_TRY(session.principal.session_tags, session_tags(input, inherited));
  ENI_TRY(session.source_identity, source_identity(input, inherited));
  session.transitive_tag_keys = input.transitive_tag_keys;
  for (const auto& [key, value] : inherited.transitive_tags) session.transitive_tag_keys.push_back(key);
  ENI_TRY(const auto packed, packed_policy_size(session));
  note_use_of_role(call, input.role_arn);
  return Reply{reply_of(call, session, packed)};
}

}  // namespace eni::sandbox::sts_service
