#include "sandbox/services/sts/session_credentials.h"

#include "base/text.h"
#include "base/time_text.h"
#include "sandbox/store/sts_repository.h"

namespace eni::sandbox::sts_service {
namespace {

/// Of AWS's access key ids after their prefix.
constexpr std::string_view kKeyIdAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::string_view kSecretAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Opaque, as on AWS: what it stands for is in the store.
std::string new_token(Random& random) { return "IQoJb3JpZ2luX2Vj" + random.text(240, kSecretAlphabet); }

}  // namespace

json::object issue_credentials(const Call& call, const NewSession& session) {
  StsSession row;
  row.access_key_id = "ASIA" + call.random().text(16, kKeyIdAlphabet);
  row.secret = call.random().text(40, kSecretAlphabet);
  row.session_token = new_token(call.random());
  Principal principal = session.principal;
  principal.access_key_id = row.access_key_id;
  row.principal = json::serialize(principal.to_json());
  row.created = epoch_millis(call.now());
  row.expires = row.created + std::chrono::duration_cast<Duration>(session.duration).count();
  row.source_identity = session.source_identity;
  row.transitive_tag_keys = json::serialize(json::value_from(session.transitive_tag_keys));
  call.store<StsRepository>().insert(row);
  return {{"AccessKeyId", row.access_key_id},
          {"SecretAccessKey", row.secret},
          {"SessionToken", row.session_token},
          {"Expiration", iso8601(TimePoint{Duration{row.expires}})}};
}

}  // namespace eni::sandbox::sts_service
