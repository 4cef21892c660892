#include "sandbox/hosts/metadata/tokens.h"

#include "base/hash.h"
#include "base/text.h"
#include "base/time_text.h"

namespace eni::sandbox::hosts::metadata {
namespace {

constexpr std::size_t kSignatureBytes = 32;

}  // namespace

Tokens::Tokens(Random& random, std::string instance_id) {
  constexpr std::size_t kSecretLength = 40;
  secret_ = instance_id + random.text(kSecretLength, kAlphanumeric);
}

std::string Tokens::issue(TimePoint now, std::chrono::seconds lifetime) const {
  const std::string end = std::to_string(epoch_millis(now + lifetime));
  return base64_encode(hmac_sha256(secret_, end) + end);
}

bool Tokens::is_valid(std::string_view token, TimePoint now) const {
  const auto decoded = base64_decode(token);
  if (!decoded || decoded->size() <= kSignatureBytes) return false;
  const std::string_view end = std::string_view(*decoded).substr(kSignatureBytes);
  const bool is_signed =
      equal_in_constant_time(hmac_sha256(secret_, end), decoded->substr(0, kSignatureBytes));
  const auto millis = parse_integer(end);
  return is_signed && millis && epoch_millis(now) < *millis;
}

}  // namespace eni::sandbox::hosts::metadata
