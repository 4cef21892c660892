#include "net/tls_provider.h"

#include <gtest/gtest.h>
#include <openssl/core_dispatch.h>
#include <openssl/crypto.h>
#include <openssl/provider.h>
#include <set>
#include <string>

namespace eni::net {
namespace {

/// What of an operation a TLS client uses, by the first of the names that OpenSSL's default provider gives.
std::set<std::string> used_of(int operation) {
  OSSL_LIB_CTX* library = OSSL_LIB_CTX_new();  // not the one that the other tests work with
  OSSL_PROVIDER* all = OSSL_PROVIDER_load(library, "default");
  int no_cache = 0;
  std::set<std::string> names;
  const OSSL_ALGORITHM* each = OSSL_PROVIDER_query_operation(all, operation, &no_cache);
  for (; each && each->algorithm_names; ++each) {
    const std::string name = each->algorithm_names;
    if (is_used_by_tls_client(operation, name, each->property_definition))
      names.insert(name.substr(0, name.find(':')));
  }
  OSSL_PROVIDER_unload(all);
  OSSL_LIB_CTX_free(library);
  return names;
}

// Each of these is in the provider under this very name: a misspelt row of the table would be missing here.
TEST(TlsProvider, ATlsClientUsesTheseOfOpenSslsAlgorithms) {
  const struct {
    int operation;
    std::set<std::string> expected;
  } kCases[] = {
      {OSSL_OP_DIGEST, {"SHA1", "SHA2-256", "SHA2-384", "SHA2-512"}},
      {OSSL_OP_CIPHER, {"AES-128-GCM", "AES-256-GCM", "ChaCha20-Poly1305", "AES-256-CTR", "AES-256-ECB"}},
      {OSSL_OP_MAC, {"HMAC"}},
      {OSSL_OP_KDF, {"HKDF", "TLS13-KDF", "TLS1-PRF"}},
      {OSSL_OP_RAND, {"CTR-DRBG", "SEED-SRC"}},
      {OSSL_OP_KEYMGMT, {"EC", "RSA", "RSA-PSS", "X25519"}},
      {OSSL_OP_KEYEXCH, {"ECDH", "X25519"}},
      {OSSL_OP_SIGNATURE, {"ECDSA", "RSA"}},
      {OSSL_OP_DECODER, {"DER", "EC", "RSA", "RSA-PSS"}},
      {OSSL_OP_ENCODER, {}},
      {OSSL_OP_ASYM_CIPHER, {}},
      {OSSL_OP_KEM, {}},
      {OSSL_OP_STORE, {}},
  };
  for (const auto& each : kCases) EXPECT_EQ(used_of(each.operation), each.expected) << each.operation;
}

TEST(TlsProvider, OfDecodersThoseOfCertificatesKeysAreUsed) {
  const struct {
    const char* names;
    const char* properties;
    bool expected;
  } kCases[] = {
      {"RSA:rsaEncryption", "provider=default,fips=yes,input=der,structure=SubjectPublicKeyInfo", true},
      {"RSA:rsaEncryption", "provider=default,fips=yes,input=der,structure=PrivateKeyInfo", false},
      {"RSA:rsaEncryption", "provider=default,fips=yes,input=pvk", false},
      {"RSA-PS", "provider=default,fips=yes,input=der,structure=SubjectPublicKeyInfo", false},
      {"DSA", "provider=default,fips=yes,input=der,structure=SubjectPublicKeyInfo", false},
  };
  for (const auto& each : kCases)
    EXPECT_EQ(is_used_by_tls_client(OSSL_OP_DECODER, each.names, each.properties), each.expected)
        << each.names;
}

}  // namespace
}  // namespace eni::net
