#pragma once
/// AWS Signature Version 4 as four named stages, each compared with AWS's own test suite: canonical request,
/// string to sign, signing key, signature. Signing and verifying share them.
/// Source: IAM User Guide, "AWS Signature Version 4 for API requests".
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "aws/api_error.h"
#include "aws/identifiers.h"
#include "base/clock.h"
#include "base/hash.h"
#include "net/http.h"

namespace eni::aws {

struct Credentials {
  AccessKeyId access_key_id;
  SecretAccessKey secret_access_key;
  SessionToken session_token;  ///< empty for long-term keys
};

/// DATE/REGION/SERVICE/aws4_request.
struct CredentialScope {
  std::string date;  ///< yyyymmdd
  Region region;
  std::string service;

  std::string text() const;
  bool operator==(const CredentialScope&) const = default;
};

inline constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";
inline constexpr std::chrono::minutes kAllowedSkew{15};
inline constexpr std::string_view kUnsignedPayload = "UNSIGNED-PAYLOAD";

/// S3 signs the path as it was sent; every other service normalises it and encodes it once more.
enum class PathStyle { kNormalized, kVerbatim };

/// @param signed_headers  lower-case names, sorted, with semicolons between them
/// @param payload_hash    hex digest of the body, or UNSIGNED-PAYLOAD, or a STREAMING-… name
std::string canonical_request(const net::Request& request, std::string_view signed_headers,
                              std::string_view payload_hash, PathStyle style);
std::string string_to_sign(std::string_view amz_date, const CredentialScope& scope,
                           std::string_view canonical);
/// 32 raw bytes; depends on the day, so it can be cached.
std::string signing_key(const SecretAccessKey& secret, const CredentialScope& scope);
/// 64 hex digits.
std::string signature(std::string_view signing_key, std::string_view string_to_sign);

/// Adds X-Amz-Date, X-Amz-Security-Token and Authorization; the header Host must be there already.
/// S3 needs X-Amz-Content-Sha256 as well and gets it if `service` is "s3".
void sign(net::Request& request, const Credentials& credentials, const Region& region,
          std::string_view service, TimePoint now);

/// Adds the X-Amz-* query parameters of a presigned URL, valid for `expires`. Signs the header Host (which
/// must be there) only; for S3 any body will do, for others it is the body that `request` has.
void presign(net::Request& request, const Credentials& credentials, const Region& region,
             std::string_view service, TimePoint now, std::chrono::seconds expires);

/// What a signed request says of its signer; nothing of it is verified yet.
struct SignatureClaim {
  AccessKeyId access_key_id;
  CredentialScope scope;
  std::string signed_headers;  ///< as canonical_request() takes them
  std::string signature;
  std::string amz_date;
  TimePoint signed_at;  ///< what amz_date says
  SessionToken session_token;
  std::optional<std::chrono::seconds> expires;  ///< presigned requests only
  bool presigned() const { return expires.has_value(); }
  bool signs(std::string_view lower_case_header) const;
};

/// @return  nothing if the request is not signed at all
/// @error   IncompleteSignature (400), AuthorizationQueryParametersError (400, S3) and the like, in AWS's
/// words
ApiResult<std::optional<SignatureClaim>> read_claim(const net::Request& request);

struct SigningKey {
  explicit SigningKey(std::string key) : bytes{std::move(key)}, hmac{bytes} {}
  std::string bytes;  ///< as signing_key() gives them
  HmacSha256Key hmac;
};

/// Signing keys, so that a busy caller costs four HMACs less a request.
class SigningKeyCache {
 public:
  /// Valid until the next call.
  const SigningKey& get(const AccessKeyId& id, const SecretAccessKey& secret, const CredentialScope& scope);

 private:
  static constexpr std::size_t kMaxKeys = 4096;
  struct Entry {
    SecretAccessKey secret;
    SigningKey key;
  };
  std::unordered_map<std::string, Entry> keys_;
  std::string lookup_;  ///< kept for its memory
};

/// Checks date (15 minutes of skew, AWS's own; presigned: not after its expiry), scope, payload hash and
/// signature. Knows nothing of who owns the key: `secret` is what the caller found for claim.access_key_id.
/// A body in signed chunks (see chunked_upload.h) is not looked into: its seed signature is checked.
/// @error  SignatureDoesNotMatch (403) for all that does not fit, as query services word it; S3's own codes
/// if the scope
///         is S3's: RequestTimeTooSkewed, AccessDenied "Request has expired", XAmzContentSHA256Mismatch, …
ApiResult<void> verify(const net::Request& request, const SignatureClaim& claim,
                       const SecretAccessKey& secret, TimePoint now, SigningKeyCache& keys);

}  // namespace eni::aws
