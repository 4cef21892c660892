#pragma once
/// Proof that a request comes from whom its token was given to: a signed JWT in the header `DPoP`.
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace eni::client {

/// What a proof is about.
struct DpopRequest {
  std::string_view method;
  std::string url = {};  ///< without query and fragment
  std::string id = {};   ///< of the proof: another for each
  TimePoint now{};
};

/// Signed by ES256.
/// @param key_pem  the private key, on the curve P-256: "BEGIN EC PRIVATE KEY", without a passphrase
/// Source: RFC 9449, section 4.2; RFC 7518, section 3.4, for the signature; RFC 7515, section 2, for base64url.
/// @error  it is no such key
Result<std::string> dpop_proof(const std::string& key_pem, const DpopRequest& request);

}  // namespace eni::client
