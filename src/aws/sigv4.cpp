#include "aws/sigv4.h"

#include <algorithm>
#include <array>

#include "base/hash.h"
#include "base/text.h"

namespace eni::aws {

std::string CredentialScope::text() const {
  std::string out;
  append(out, {date, "/", region.value, "/", service, "/aws4_request"});
  return out;
}

namespace {

/// Dot segments and empty segments taken out; a final slash stays. Encoded text in, encoded text out.
std::string normalized_path(std::string_view path) {
  std::vector<std::string_view> kept;
  bool ends_with_slash = true;
  while (!path.empty()) {
    const auto slash = std::min(path.find('/'), path.size());
    const std::string_view segment = path.substr(0, slash);
    ends_with_slash = slash < path.size() || segment.empty() || segment == "." || segment == "..";
    if (segment == "..") {
      if (!kept.empty()) kept.pop_back();
    } else if (!segment.empty() && segment != ".") {
      kept.push_back(segment);
    }
    path.remove_prefix(std::min(slash + 1, path.size()));
  }
  std::string out = "/";
  for (const auto segment : kept) {
    if (out.size() > 1) out += '/';
    out += segment;
  }
  if (ends_with_slash && out.size() > 1) out += '/';
  return out;
}

/// S3's verbatim path: decoded and encoded again, so that different spellings of one key are signed alike.
std::string canonical_path(std::string_view path, PathStyle style) {
  if (path.empty() || path == "/") return "/";
  if (style == PathStyle::kVerbatim) return percent_encode(percent_decode(path), Slash::kKeep);
  return percent_encode(normalized_path(path), Slash::kKeep);
}

/// Pairs sorted by encoded key, then encoded value; without the signature of a presigned URL.
std::string canonical_query(std::string_view query) {
  if (query.empty()) return {};
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const std::string& piece : split(query, '&')) {
    const std::string_view pair = piece;
    const auto equals = std::min(pair.find('='), pair.size());
    std::string key = percent_decode(pair.substr(0, equals));
    if (pair.empty() || key == "X-Amz-Signature") continue;
    const std::string value = percent_decode(pair.substr(std::min(equals + 1, pair.size())));
    pairs.emplace_back(percent_encode(key), percent_encode(value));
  }
  std::sort(pairs.begin(), pairs.end());
  std::string out;
  for (const auto& [key, value] : pairs) {
    if (!out.empty()) out += '&';
    out.append(key).append("=").append(value);
  }
  return out;
}

/// Trimmed, and each run of white space inside as one space.
void append_canonical_value(std::string& out, std::string_view value) {
  const auto is_space = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  value = trim(value);
  // Nearly all values stay as they are.
  if (!has_control_characters(value) && value.find("  ") == std::string_view::npos) {
    out += value;
    return;
  }
  while (!value.empty()) {
    const auto end = std::find_if(value.begin(), value.end(), is_space);
    const auto word = static_cast<std::size_t>(end - value.begin());
    out += value.substr(0, word);
    if (word == value.size()) return;
    out += ' ';
    value = trim(value.substr(word));
  }
}

void append_canonical_header(std::string& out, const net::Headers& headers,
                             std::string_view lower_case_name) {
  append(out, {lower_case_name, ":"});
  bool first = true;
  for (const auto& [name, value] : headers) {
    if (name.size() != lower_case_name.size() || !iequals(name, lower_case_name)) continue;
    if (!first) out += ',';
    first = false;
    append_canonical_value(out, value);
  }
  out += '\n';
}

/// Takes the first name off a list with semicolons.
std::string_view take_name(std::string_view& names) {
  const auto end = std::min(names.find(';'), names.size());
  const std::string_view name = names.substr(0, end);
  names.remove_prefix(std::min(end + 1, names.size()));
  return name;
}

}  // namespace

bool SignatureClaim::signs(std::string_view lower_case_header) const {
  for (std::string_view rest = signed_headers; !rest.empty();)
    if (take_name(rest) == lower_case_header) return true;
  return false;
}

std::string canonical_request(const net::Request& request, std::string_view signed_headers,
                              std::string_view payload_hash, PathStyle style) {
  std::string out;
  out.reserve(1024);
  append(out, {request.method, "\n", canonical_path(request.path(), style), "\n",
               canonical_query(request.query()), "\n"});
  for (std::string_view rest = signed_headers; !rest.empty();)
    append_canonical_header(out, request.headers, take_name(rest));
  append(out, {"\n", signed_headers, "\n", payload_hash});
  return out;
}

std::string string_to_sign(std::string_view amz_date, const CredentialScope& scope,
                           std::string_view canonical) {
  std::string out;
  out.reserve(192);
  append(out, {kAlgorithm, "\n", amz_date, "\n", scope.text(), "\n", sha256_hex(canonical)});
  return out;
}

std::string signing_key(const SecretAccessKey& secret, const CredentialScope& scope) {
  std::string start = "AWS4" + secret.value;
  std::string key = hmac_sha256(start, scope.date);
  wipe(start);
  key = hmac_sha256(key, scope.region.value);
  key = hmac_sha256(key, scope.service);
  return hmac_sha256(key, "aws4_request");
}

std::string signature(std::string_view signing_key, std::string_view string_to_sign) {
  return hex(hmac_sha256(signing_key, string_to_sign));
}

const SigningKey& SigningKeyCache::get(const AccessKeyId& id, const SecretAccessKey& secret,
                                       const CredentialScope& scope) {
  lookup_.clear();
  append(lookup_, {id.value, "/", scope.date, "/", scope.region.value, "/", scope.service});
  const auto found = keys_.find(lookup_);
  if (found != keys_.end() && found->second.secret == secret) return found->second.key;
  if (keys_.size() >= kMaxKeys) keys_.clear();
  Entry entry{secret, SigningKey{signing_key(secret, scope)}};
  return keys_.insert_or_assign(lookup_, std::move(entry)).first->second.key;
}

}  // namespace eni::aws
