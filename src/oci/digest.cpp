#include "oci/digest.h"

#include <algorithm>

#include "base/excerpt.h"
#include "base/hash.h"

namespace eni::oci {
namespace {

constexpr std::string_view kPrefix = "sha256:";
constexpr std::size_t kDigits = 64;
constexpr std::size_t kMaxQuoted = 100;

bool is_lower_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

Error refusal(std::string_view text, std::string_view reason) {
  return {excerpt(text, kMaxQuoted) + " is not a digest: " + std::string(reason), ""};
}

}  // namespace

Result<Digest> Digest::parse(std::string_view text) {
  if (!looks_like_digest(text)) return refusal(text, "expected sha256: and 64 digits");
  if (!text.starts_with(kPrefix)) return refusal(text, "only the algorithm sha256 is known here");
  const std::string_view digits = text.substr(kPrefix.size());
  if (digits.size() != kDigits || !std::all_of(digits.begin(), digits.end(), is_lower_hex))
    return refusal(text, "sha256 has 64 digits, in lower case");
  return Digest{std::string(text)};
}

Digest Digest::of_hex(std::string_view digits) { return Digest{std::string(kPrefix) += digits}; }

Digest Digest::of(std::string_view bytes) { return of_hex(sha256_hex(bytes)); }

std::string_view Digest::hex() const { return std::string_view{text_}.substr(kPrefix.size()); }

bool looks_like_digest(std::string_view text) {
  const auto colon = text.find(':');
  return colon != std::string_view::npos && colon > 0 && colon + 1 < text.size();
}

}  // namespace eni::oci
