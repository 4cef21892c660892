#include <algorithm>
#include <array>

#include "aws/sigv4.h"
#include "base/hash.h"
#include "base/text.h"
#include "base/time_text.h"

namespace eni::aws {

namespace {

/// What proxies and HTTP libraries change on the way, and the signature itself.
constexpr std::array<std::string_view, 9> kNeverSigned{
    "authorization", "connection",        "content-length", "expect", "keep-alive", "te",
    "user-agent",    "transfer-encoding", "x-amzn-trace-id"};

std::string headers_to_sign(const net::Headers& headers) {
  std::vector<std::string> names;
  for (const auto& field : headers) {
    std::string name = to_lower(field.first);
    if (std::find(kNeverSigned.begin(), kNeverSigned.end(), name) == kNeverSigned.end()) {
      names.push_back(std::move(name));
    }
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return join(names, ";");
}

PathStyle path_style(std::string_view service) {
  return service == "s3" ? PathStyle::kVerbatim : PathStyle::kNormalized;
}

CredentialScope scope_of(const std::string& amz_date, const Region& region, std::string_view service) {
  return {amz_date.substr(0, 8), region, std::string(service)};
}

std::string signature_of(const net::Request& request, std::string_view names, std::string_view payload_hash,
                         const Credentials& credentials, const CredentialScope& scope,
                         std::string_view amz_date) {
  const std::string canonical = canonical_request(request, names, payload_hash, path_style(scope.service));
  std::string key = signing_key(credentials.secret_access_key, scope);
  std::string result = signature(key, string_to_sign(amz_date, scope, canonical));
  wipe(key);
  return result;
}

}  // namespace

void sign(net::Request& request, const Credentials& credentials, const Region& region,
          std::string_view service, TimePoint now) {
  const std::string amz_date = basic_iso8601(now);
  const CredentialScope scope = scope_of(amz_date, region, service);
  const std::string payload_hash = sha256_hex(request.body);
  request.headers.erase("Authorization");
  request.headers.set("X-Amz-Date", amz_date);
  if (!credentials.session_token.empty()) {
    request.headers.set("X-Amz-Security-Token", credentials.session_token.value);
  }
  if (service == "s3") request.headers.set("X-Amz-Content-Sha256", payload_hash);

  const std::string names = headers_to_sign(request.headers);
  request.headers.add("Authorization",
                      std::string(kAlgorithm) + " Credential=" + credentials.access_key_id.value + "/" +
                          scope.text() + ", SignedHeaders=" + names + ", Signature=" +
                          signature_of(request, names, payload_hash, credentials, scope, amz_date));
}

void presign(net::Request& request, const Credentials& credentials, const Region& region,
             std::string_view service, TimePoint now, std::chrono::seconds expires) {
  const std::string amz_date = basic_iso8601(now);
  const CredentialScope scope = scope_of(amz_date, region, service);
  const auto add = [&request](std::string_view name, std::string_view value) {
    request.target += request.target.find('?') == std::string::npos ? '?' : '&';
    request.target.append(name).append("=").append(percent_encode(value));
  };
  add("X-Amz-Algorithm", kAlgorithm);
  add("X-Amz-Credential", credentials.access_key_id.value + "/" + scope.text());
  add("X-Amz-Date", amz_date);
  add("X-Amz-Expires", std::to_string(expires.count()));
  add("X-Amz-SignedHeaders", "host");
  if (!credentials.session_token.empty()) add("X-Amz-Security-Token", credentials.session_token.value);
  const std::string payload_hash = service == "s3" ? std::string(kUnsignedPayload) : sha256_hex(request.body);
  add("X-Amz-Signature", signature_of(request, "host", payload_hash, credentials, scope, amz_date));
}

}  // namespace eni::aws
