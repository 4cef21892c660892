#include "client/credentials/dpop.h"

#include <array>
#include <memory>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "base/deleter.h"
#include "base/json.h"
#include "base/text.h"

namespace eni::client {

namespace {

constexpr std::size_t kBytesOfANumber = 32;  ///< of P-256
constexpr std::string_view kCurve = "prime256v1";

using Key = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;
using Bio = std::unique_ptr<BIO, Deleter<BIO_free>>;
using Number = std::unique_ptr<BIGNUM, Deleter<BN_free>>;
using Digest = std::unique_ptr<EVP_MD_CTX, Deleter<EVP_MD_CTX_free>>;
using Signature = std::unique_ptr<ECDSA_SIG, Deleter<ECDSA_SIG_free>>;

/// OpenSSL would ask for one at the terminal.
int no_passphrase(char*, int, int, void*) { return -1; }

Error no_key() {
  ERR_clear_error();
  return {"the key of the login is no private key on the curve P-256", ""};
}

std::string base64url(std::string_view bytes) {
  std::string text = replace_all(replace_all(base64_encode(bytes), "+", "-"), "/", "_");
  while (text.ends_with('=')) text.pop_back();
  return text;
}

Result<Key> read_key(const std::string& pem) {
  const Bio bio{BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))};
  Key key{PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr)};
  std::array<char, 64> curve{};
  std::size_t length = 0;
  const bool is_on_curve = key &&
                           EVP_PKEY_get_group_name(key.get(), curve.data(), curve.size(), &length) == 1 &&
                           std::string_view{curve.data(), length} == kCurve;
  if (!is_on_curve) return no_key();
  return key;
}

/// With zeros in front.
std::string bytes_of(const BIGNUM* number) {
  std::string bytes(kBytesOfANumber, '\0');
  const int written =
      BN_bn2binpad(number, reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  return written == static_cast<int>(bytes.size()) ? bytes : "";
}

/// "" if the key has none.
std::string coordinate(const EVP_PKEY* key, const char* name) {
  BIGNUM* number = nullptr;
  if (EVP_PKEY_get_bn_param(key, name, &number) != 1) return "";
  const Number owned{number};
  return bytes_of(owned.get());
}

/// Both numbers of the signature, one behind the other, in place of OpenSSL's ASN.1. "" if it cannot sign.
std::string sign(EVP_PKEY* key, const std::string& message) {
  const Digest digest{EVP_MD_CTX_new()};
  std::array<unsigned char, 128> der{};
  std::size_t size = der.size();
  const auto* bytes = reinterpret_cast<const unsigned char*>(message.data());
  if (EVP_DigestSignInit(digest.get(), nullptr, EVP_sha256(), nullptr, key) != 1 ||
      EVP_DigestSign(digest.get(), der.data(), &size, bytes, message.size()) != 1)
    return "";
  const unsigned char* at = der.data();
  const Signature signature{d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(size))};
  if (!signature) return "";
  return bytes_of(ECDSA_SIG_get0_r(signature.get())) + bytes_of(ECDSA_SIG_get0_s(signature.get()));
}

}  // namespace

Result<std::string> dpop_proof(const std::string& key_pem, const DpopRequest& request) {
  ENI_TRY(const Key key, read_key(key_pem));
  const std::string x = coordinate(key.get(), OSSL_PKEY_PARAM_EC_PUB_X);
  const std::string y = coordinate(key.get(), OSSL_PKEY_PARAM_EC_PUB_Y);
  if (x.empty() || y.empty()) return no_key();
  const json::object header{
      {"typ", "dpop+jwt"},
      {"alg", "ES256"},
      {"jwk", json::object{{"kty", "EC"}, {"crv", "P-256"}, {"x", base64url(x)}, {"y", base64url(y)}}}};
  const json::object payload{
      {"jti", request.id},
      {"htm", request.method},
      {"htu", request.url},
      {"iat", std::chrono::duration_cast<std::chrono::seconds>(request.now.time_since_epoch()).count()}};
  const std::string message = base64url(json::serialize(header)) + "." + base64url(json::serialize(payload));
  const std::string signature = sign(key.get(), message);
  if (signature.size() != 2 * kBytesOfANumber) return no_key();
  return message + "." + base64url(signature);
}

}  // namespace eni::client
