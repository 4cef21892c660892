#include <algorithm>
#include <array>
#include <utility>

#include "aws/sigv4.h"
#include "base/hash.h"
#include "base/text.h"
#include "base/time_text.h"

namespace eni::aws {

namespace {

ApiError incomplete_signature(std::string message) {
  return {"IncompleteSignature", std::move(message), 400};
}
ApiError bad_query(std::string message) {
  return {"AuthorizationQueryParametersError", std::move(message), 400};
}

/// "KEY/20150830/us-east-1/service/aws4_request"; a key id may hold slashes, so the parts are taken from the
/// end.
struct CredentialField {
  std::string_view access_key_id, date, region, service, terminator;
};

std::optional<CredentialField> read_credential(std::string_view text) {
  std::string_view parts[4];
  for (auto* part : {&parts[3], &parts[2], &parts[1], &parts[0]}) {
    const auto slash = text.rfind('/');
    if (slash == std::string_view::npos) return std::nullopt;
    *part = text.substr(slash + 1);
    text = text.substr(0, slash);
  }
  if (text.empty()) return std::nullopt;
  return CredentialField{text, parts[0], parts[1], parts[2], parts[3]};
}

void fill(SignatureClaim& claim, const CredentialField& credential) {
  claim.access_key_id.value = credential.access_key_id;
  claim.scope.date = credential.date;
  claim.scope.region.value = credential.region;
  claim.scope.service = credential.service;
}

/// "Credential=…, SignedHeaders=…, Signature=…", in any order.
struct AuthorizationFields {
  std::optional<std::string_view> credential, signed_headers, signature;
  /// What is there twice, has no value, or is none of the three; empty if all is well. Whoever reads another one of two than we did would
  /// see another request.
  std::string_view stray;
};

AuthorizationFields read_authorization(std::string_view text) {
  AuthorizationFields fields;
  while (!text.empty()) {
    const auto comma = std::min(text.find(','), text.size());
    const std::string_view field = trim(text.substr(0, comma));
    text.remove_prefix(std::min(comma + 1, text.size()));
    if (field.empty()) continue;
    const auto equals = std::min(field.find('='), field.size());
    const std::string_view name = field.substr(0, equals);
    auto* known = name == "Credential"      ? &fields.credential
                  : name == "SignedHeaders" ? &fields.signed_headers
                  : name == "Signature"     ? &fields.signature
                                            : nullptr;
    if (known && !*known && equals < field.size()) {
      *known = field.substr(equals + 1);
    } else if (fields.stray.empty()) {
      fields.stray = name;
    }
  }
  return fields;
}

/// A parameter of the presigned query that is there more than once; empty if there is none.
std::string_view repeated_parameter(std::string_view query) {
  for (const std::string_view name : {"X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires",
                                      "X-Amz-SignedHeaders", "X-Amz-Signature", "X-Amz-Security-Token"}) {
    if (net::query_count(query, name) > 1) return name;
  }
  return {};
}

/// AWS lists all that is missing, and shows a digest of the header in place of the header.
ApiError missing_fields(std::string_view authorization, bool credential, bool signature, bool headers,
                        bool date) {
  std::string message;
  const auto requires_field = [&message](std::string_view name) {
    message.append("Authorization header requires '").append(name).append("' parameter. ");
  };
  if (!credential) requires_field("Credential");
  if (!signature) requires_field("Signature");
  if (!headers) requires_field("SignedHeaders");
  if (!date) {
    message += "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ";
  }
  message +=
      "(Hashed with SHA-256 and encoded with Base64) Authorization=" + base64_encode(sha256(authorization));
  return incomplete_signature(std::move(message));
}

/// Fills `claim` in its place: it is many texts to move.
ApiResult<void> read_header_fields(const net::Request& request, std::string_view header,
                                   SignatureClaim& claim) {
  const auto [credential, signed_headers, signature, stray] =
      read_authorization(header.substr(kAlgorithm.size()));
  const auto date = request.headers.get("X-Amz-Date");
  const bool dated = date.has_value() || request.headers.contains("Date");
  if (!credential || !signed_headers || !signature || !dated) {
    return missing_fields(header, credential.has_value(), signature.has_value(), signed_headers.has_value(),
                          dated);
  }
  if (!stray.empty()) {
    return incomplete_signature("Authorization header has a '" + std::string(stray) +
                                "' parameter that is unknown or repeated.");
  }
  const auto parts = read_credential(*credential);
  if (!parts) {
    return incomplete_signature(
        "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got "
        "'" +
        std::string(*credential) + "'");
  }
  const auto signed_at = date ? parse_basic_iso8601(*date) : std::nullopt;
  if (!signed_at) {
    return incomplete_signature("Date must be in ISO-8601 'basic format'. Got '" +
                                std::string(date.value_or(request.headers.text("Date"))) +
                                "'. See http://en.wikipedia.org/wiki/ISO_8601");
  }
  fill(claim, *parts);
  if (parts->terminator != "aws4_request") {
    return ApiError{"SignatureDoesNotMatch",
                    "Credential should be scoped with a valid terminator: 'aws4_request', not '" +
                        std::string(parts->terminator) + "'.",
                    403};
  }
  claim.signed_headers = *signed_headers;
  claim.signature = *signature;
  claim.amz_date = *date;
  claim.signed_at = *signed_at;
  claim.session_token.value = request.headers.text("X-Amz-Security-Token");
  return {};
}

ApiResult<std::optional<SignatureClaim>> read_header_claim(const net::Request& request,
                                                           std::string_view header) {
  ApiResult<std::optional<SignatureClaim>> result{std::optional<SignatureClaim>{std::in_place}};
  if (auto read = read_header_fields(request, header, **result); read.has_error())
    result = std::move(read).error();
  return result;
}

constexpr std::chrono::seconds kWeek{604800};

/// S3 wants an expiry; STS and others fall back to the allowed skew.
ApiResult<std::chrono::seconds> read_expires(std::optional<std::string> text, std::string_view service) {
  if (!text && service != "s3") return std::chrono::seconds{kAllowedSkew};
  const auto seconds = text ? parse_integer(*text) : std::nullopt;
  if (!seconds) return bad_query("X-Amz-Expires should be a number");
  if (*seconds < 0) return bad_query("X-Amz-Expires must be non-negative");
  if (*seconds > kWeek.count()) {
    return bad_query(
        "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less "
        "than "
        "604800 seconds");
  }
  return std::chrono::seconds{*seconds};
}

ApiResult<std::optional<SignatureClaim>> read_query_claim(const net::Request& request,
                                                          std::string_view algorithm) {
  const std::string_view query = request.query();
  if (algorithm != kAlgorithm) {
    return bad_query("X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256\"");
  }
  if (const auto repeated = repeated_parameter(query); !repeated.empty()) {
    return bad_query("The parameter " + std::string(repeated) + " must not be repeated.");
  }
  const auto credential = net::query_value(query, "X-Amz-Credential");
  const auto signature = net::query_value(query, "X-Amz-Signature");
  const auto date = net::query_value(query, "X-Amz-Date");
  const auto signed_headers = net::query_value(query, "X-Amz-SignedHeaders");
  const auto expires = net::query_value(query, "X-Amz-Expires");
  const auto parts = credential ? read_credential(*credential) : std::nullopt;
  if (credential && !parts) {
    return bad_query(
        "Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; expecting "
        "\"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".");
  }
  if (!credential || !signature || !date || !signed_headers || (!expires && parts->service == "s3")) {
    return bad_query(
        "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, "
        "X-Amz-Signature, "
        "X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.");
  }
  const auto signed_at = parse_basic_iso8601(*date);
  if (!signed_at) {
    return bad_query("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"");
  }
  SignatureClaim claim;
  fill(claim, *parts);
  ENI_TRY(claim.expires, read_expires(expires, claim.scope.service));
  claim.signed_headers = *signed_headers;
  claim.signature = *signature;
  claim.amz_date = *date;
  claim.signed_at = *signed_at;
  claim.session_token.value = net::query_value(query, "X-Amz-Security-Token").value_or("");
  return std::optional{std::move(claim)};
}

}  // namespace

ApiResult<std::optional<SignatureClaim>> read_claim(const net::Request& request) {
  const std::string_view authorization = request.headers.text("Authorization");
  const auto is_authorization = [](const auto& field) { return iequals(field.first, "Authorization"); };
  if (std::count_if(request.headers.begin(), request.headers.end(), is_authorization) > 1)
    return incomplete_signature("There is more than one Authorization header.");
  if (authorization.substr(0, kAlgorithm.size()) == kAlgorithm)
    return read_header_claim(request, authorization);
  const bool signature_v2 =
      authorization.substr(0, 4) == "AWS " || net::query_value(request.query(), "AWSAccessKeyId").has_value();
  if (signature_v2) {
    return ApiError{
        "InvalidRequest",
        "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.", 400};
  }
  if (!authorization.empty()) return missing_fields(authorization, false, false, false, false);
  const std::string_view query = request.query();
  if (query.find("X-Amz-") == std::string_view::npos) return std::optional<SignatureClaim>{};
  const auto algorithm = net::query_value(query, "X-Amz-Algorithm");
  if (!algorithm) return std::optional<SignatureClaim>{};
  return read_query_claim(request, *algorithm);
}

}  // namespace eni::aws
