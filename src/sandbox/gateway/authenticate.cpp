#include "sandbox/gateway/authenticate.h"

#include "aws/chunked_upload.h"
#include "aws/partition.h"
#include "base/hash.h"
#include "base/text.h"

namespace eni::sandbox {

using aws::ApiError;
using aws::ApiResult;

std::optional<OwnedKey> root_key(const aws::AccessKeyId& id) {
  const bool account_named = aws::is_account_id(id.value);
  if (id.value != "test" && !account_named) return std::nullopt;
  std::optional<OwnedKey> key{std::in_place};
  key->secret.value = "test";
  key->principal = Principal::root(account_named ? aws::AccountId{id.value} : aws::AccountId{"000000000000"});
  key->principal.access_key_id = id.value;
  return key;
}

bool is_known_key(Store& store, const aws::AccessKeyId& id) {
  return root_key(id).has_value() || find_key(store, id).has_value();
}

ApiError unknown_key() {
  return {"InvalidClientTokenId", "The security token included in the request is invalid.", 403};
}

namespace {

/// Temporary credentials are key, secret and token together. The well-known keys take any token, for scripts
/// that set one for good measure.
ApiResult<void> check_token(const OwnedKey& key, const aws::SignatureClaim& claim, TimePoint now) {
  const bool well_known = key.principal.type == PrincipalType::kRoot && key.session_token.empty();
  if (!well_known && !equal_in_constant_time(key.session_token.value, claim.session_token.value))
    return unknown_key();
  if (key.expires && now >= *key.expires) {
    return ApiError{"ExpiredToken", "The security token included in the request is expired", 403};
  }
  return {};
}

/// "aws-chunked" was how it travelled, not what the object is.
void drop_chunked_encoding(net::Headers& headers) {
  const auto encoding = headers.get("Content-Encoding");
  if (!encoding) return;
  std::vector<std::string> kept;
  for (const std::string& piece : split(*encoding, ',')) {
    if (const auto name = trim(piece); name != "aws-chunked" && !name.empty()) kept.emplace_back(name);
  }
  if (kept.empty()) {
    headers.erase("Content-Encoding");
  } else {
    headers.set("Content-Encoding", join(kept, ","));
  }
}

ApiResult<void> unpack_chunks(net::Request& request, const aws::SignatureClaim& claim, const OwnedKey& key,
                              aws::SigningKeyCache& keys) {
  ENI_TRY(auto upload, aws::decode_chunked_upload(
                           request, claim, keys.get(claim.access_key_id, key.secret, claim.scope).bytes));
  request.body = std::move(upload.body);
  for (const auto& [name, value] : upload.trailers) request.headers.add(name, value);
  drop_chunked_encoding(request.headers);
  return {};
}

/// An account's root is of the partition that it calls; users and sessions are of the one that made them.
void put_in_partition(Principal& principal, const aws::Region& region) {
  const std::string_view partition = aws::partition_of(region).name;
  if (principal.type != PrincipalType::kRoot || partition == "aws") return;
  principal.arn = "arn:" + std::string{partition} + ":iam::" + principal.account.value + ":root";
  principal.identity_arn = principal.arn;
}

}  // namespace

ApiResult<Principal> authenticate(Store& store, net::Request& request, const aws::SignatureClaim& claim,
                                  TimePoint now, aws::SigningKeyCache& keys) {
  auto key = root_key(claim.access_key_id);
  if (!key) key = find_key(store, claim.access_key_id);
  if (!key) return unknown_key();
  ENI_CHECK(check_token(*key, claim, now));
  if (!aws::is_region(claim.scope.region.value)) {
    return ApiError{"SignatureDoesNotMatch",
                    "Credential should be scoped to a valid region, not '" + claim.scope.region.value + "'.",
                    403};
  }
  ENI_CHECK(aws::verify(request, claim, key->secret, now, keys));
  if (claim.scope.service == "s3" && aws::is_chunked_upload(request)) {
    ENI_CHECK(unpack_chunks(request, claim, *key, keys));
  }
  put_in_partition(key->principal, claim.scope.region);
  return std::move(key->principal);
}

}  // namespace eni::sandbox
