#include "sandbox/services/sts/operations.h"
#include "sandbox/services/sts/session_credentials.h"

namespace eni::sandbox::sts_service {
namespace {

constexpr long long kDefaultSeconds = 43'200;
constexpr long long kMaxSecondsOfRoot = 3'600;

bool is_temporary(const Principal& caller) {
  return caller.type == PrincipalType::kAssumedRole || caller.access_key_id.starts_with("ASIA");
}

}  // namespace

ApiResult<Reply> get_session_token(Call& call) {
  ENI_TRY(const auto seconds, call.params.integer("DurationSeconds", 900, 129'600));
  if (is_temporary(call.principal))
    return aws::access_denied("Cannot call GetSessionToken with session credentials");
  if (call.params.has("SerialNumber") || call.params.has("TokenCode"))
    return aws::access_denied("MultiFactorAuthentication failed: the sandbox has no MFA devices");
  NewSession session;
  session.principal = call.principal;
  session.duration = std::chrono::seconds{seconds.value_or(kDefaultSeconds)};
  // AWS shortens it silently for root.
  if (call.principal.type == PrincipalType::kRoot)
    session.duration = std::min(session.duration, std::chrono::seconds{kMaxSecondsOfRoot});
  return Reply{json::object{{"Credentials", issue_credentials(call, session)}}};
}

}  // namespace eni::sandbox::sts_service
