#pragma once
/// Whose key it is: from an access key id to the secret that verifies a signature, and to the principal it
/// stands for.
#include <optional>

#include "aws/api_error.h"
#include "aws/identifiers.h"
#include "aws/sigv4.h"
#include "base/clock.h"
#include "net/http.h"
#include "sandbox/gateway/operation.h"
#include "sandbox/gateway/principal.h"
#include "sandbox/store/store.h"

namespace eni::sandbox {

/// A key that somebody owns.
struct OwnedKey {
  aws::SecretAccessKey secret;
  aws::SessionToken session_token;   ///< of temporary credentials; empty for a user's keys
  std::optional<TimePoint> expires;  ///< of temporary credentials
  Principal principal;
};

/// The well-known keys: `test` / `test` is the root of account 000000000000, and a key id of twelve digits,
/// also with the secret `test`, is the root of that account. Nothing for any other id.
std::optional<OwnedKey> root_key(const aws::AccessKeyId& id);

/// Users' access keys (active ones) and temporary credentials of STS, as IAM's tables hold them. Nothing for
/// an unknown or inactive key. Expired credentials are still found, so that the caller learns why.
std::optional<OwnedKey> find_key(Store& store, const aws::AccessKeyId& id);

/// Whether either of the two finds it.
bool is_known_key(Store& store, const aws::AccessKeyId& id);
/// InvalidClientTokenId
aws::ApiError unknown_key();

/// Checks a signed request and says whose it is. A body in aws-chunked form (S3) is replaced by what it
/// holds, and its trailers join the headers.
/// @error  InvalidClientTokenId, ExpiredToken (403) and those of aws::verify(), in the query protocols' words
aws::ApiResult<Principal> authenticate(Store& store, net::Request& request, const aws::SignatureClaim& claim,
                                       TimePoint now, aws::SigningKeyCache& keys);

}  // namespace eni::sandbox
