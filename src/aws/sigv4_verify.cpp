#include <algorithm>

#include "aws/sigv4.h"
#include "base/hash.h"
#include "base/text.h"
#include "base/time_text.h"

namespace eni::aws {

namespace {

ApiError does_not_match(std::string message) { return {"SignatureDoesNotMatch", std::move(message), 403}; }

bool is_s3(const SignatureClaim& claim) { return claim.scope.service == "s3"; }

ApiError wrong_signature(bool s3) {
  if (s3) {
    return does_not_match(
        "The request signature we calculated does not match the signature you provided. Check your key and "
        "signing "
        "method.");
  }
  return does_not_match(
      "The request signature we calculated does not match the signature you provided. Check your AWS Secret "
      "Access Key "
      "and signing method. Consult the service documentation for details.");
}

ApiError signature_expired(const SignatureClaim& claim, TimePoint now) {
  return does_not_match("Signature expired: " + claim.amz_date + " is now earlier than " +
                        basic_iso8601(now - kAllowedSkew) + " (" + basic_iso8601(now) + " - 15 min.)");
}

ApiError not_yet_current(const SignatureClaim& claim, TimePoint now) {
  return does_not_match("Signature not yet current: " + claim.amz_date + " is still later than " +
                        basic_iso8601(now + kAllowedSkew) + " (" + basic_iso8601(now) + " + 15 min.)");
}

ApiError skewed(const SignatureClaim& claim, TimePoint now) {
  if (is_s3(claim)) {
    return {"RequestTimeTooSkewed",
            "The difference between the request time and the current time is too large.", 403};
  }
  return claim.signed_at < now ? signature_expired(claim, now) : not_yet_current(claim, now);
}

ApiResult<void> check_time(const SignatureClaim& claim, TimePoint now) {
  if (claim.signed_at > now + kAllowedSkew) {
    if (is_s3(claim) && claim.presigned()) return access_denied("Request is not valid yet");
    return skewed(claim, now);
  }
  if (claim.presigned()) {
    if (now <= claim.signed_at + *claim.expires) return {};
    return is_s3(claim) ? access_denied("Request has expired") : signature_expired(claim, now);
  }
  if (claim.signed_at < now - kAllowedSkew) return skewed(claim, now);
  return {};
}

/// More than any client signs: each of them is looked for among all that the request has.
constexpr std::ptrdiff_t kMaxSignedHeaders = 256;

/// Lower-case names in order, each once, as all signers write them and as they are signed over. Of others AWS computes another
/// signature. Repeated ones would make a canonical request of any length.
bool is_canonical_list(std::string_view signed_headers) {
  if (std::ranges::count(signed_headers, ';') >= kMaxSignedHeaders) return false;
  std::string_view before;
  for (std::string_view rest = signed_headers; !rest.empty();) {
    const auto end = std::min(rest.find(';'), rest.size());
    const std::string_view name = rest.substr(0, end);
    if (name <= before) return false;
    before = name;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return true;
}

ApiResult<void> check_scope(const SignatureClaim& claim) {
  const std::string_view day = std::string_view(claim.amz_date).substr(0, 8);
  if (claim.scope.date != day) {
    return does_not_match(
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '" +
        claim.scope.date + "' != '" + std::string(day) + "', from '" + claim.amz_date + "'.");
  }
  if (!claim.signs("host")) {
    return does_not_match("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
  }
  return {};
}

bool is_hex_digest(std::string_view text) {
  return text.size() == 64 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

/// S3's rules: the client says what it signed, and must not have lied.
ApiResult<std::string> s3_payload_hash(const net::Request& request, const SignatureClaim& claim) {
  const auto declared = request.headers.get("X-Amz-Content-Sha256");
  if (claim.presigned() && (!declared || *declared == kUnsignedPayload)) return std::string(kUnsignedPayload);
  if (!declared) {
    return ApiError{"InvalidRequest", "Missing required header for this request: x-amz-content-sha256", 400};
  }
  if (*declared == kUnsignedPayload || declared->substr(0, 10) == "STREAMING-") return std::string(*declared);
  if (!is_hex_digest(*declared)) {
    return ApiError{
        "InvalidArgument",
        "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, "
        "STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER, "
        "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD, STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER or a "
        "valid sha256 value.",
        400};
  }
  if (*declared != sha256_hex(request.body)) {
    return ApiError{"XAmzContentSHA256Mismatch",
                    "The provided 'x-amz-content-sha256' header does not match what was computed.", 400};
  }
  return std::string(*declared);
}

/// S3 alone insists that every x-amz-* header is covered.
ApiResult<void> check_all_signed(const net::Request& request, const SignatureClaim& claim) {
  for (const auto& field : request.headers) {
    const std::string name = to_lower(field.first);
    if (name.compare(0, 6, "x-amz-") != 0) continue;
    if (claim.presigned() && name == "x-amz-content-sha256") continue;
    if (claim.signs(name)) continue;
    return access_denied("There were headers present in the request which were not signed");
  }
  return {};
}

}  // namespace

ApiResult<void> verify(const net::Request& request, const SignatureClaim& claim,
                       const SecretAccessKey& secret, TimePoint now, SigningKeyCache& keys) {
  ENI_CHECK(check_time(claim, now));
  ENI_CHECK(check_scope(claim));
  if (!is_canonical_list(claim.signed_headers)) return wrong_signature(is_s3(claim));
  std::string payload_hash;
  if (is_s3(claim)) {
    ENI_CHECK(check_all_signed(request, claim));
    ENI_TRY(payload_hash, s3_payload_hash(request, claim));
  } else {
    payload_hash = sha256_hex(request.body);
  }
  const auto style = is_s3(claim) ? PathStyle::kVerbatim : PathStyle::kNormalized;
  const std::string canonical = canonical_request(request, claim.signed_headers, payload_hash, style);
  const HmacSha256Key& key = keys.get(claim.access_key_id, secret, claim.scope).hmac;
  const std::string expected = key.sign_hex(string_to_sign(claim.amz_date, claim.scope, canonical));
  if (!equal_in_constant_time(expected, claim.signature)) return wrong_signature(is_s3(claim));
  return {};
}

}  // namespace eni::aws
