#include "net/tls_provider.h"

#include <algorithm>
#include <map>
#include <openssl/core_dispatch.h>
#include <openssl/evp.h>
#include <openssl/provider.h>
#include <openssl/ssl.h>
#include <vector>

// The start of OpenSSL's default provider: in its static library only, where `provider` takes it from, too.
extern "C" [[gnu::weak]] OSSL_provider_init_fn ossl_default_provider_init;

namespace eni::net {

namespace {

constexpr const char* kName = "tls-client";

struct Uses {
  int operation;
  std::string_view names[5];  ///< each the first of an algorithm's names
};

// SHA1 makes fingerprints of certificates; AES-256-CTR and -ECB are the random generator's.
constexpr Uses kUses[] = {
    {OSSL_OP_DIGEST, {"SHA1", "SHA2-256", "SHA2-384", "SHA2-512"}},
    {OSSL_OP_CIPHER, {"AES-128-GCM", "AES-256-GCM", "ChaCha20-Poly1305", "AES-256-CTR", "AES-256-ECB"}},
    {OSSL_OP_MAC, {"HMAC"}},
    {OSSL_OP_KDF, {"HKDF", "TLS13-KDF", "TLS1-PRF"}},
    {OSSL_OP_RAND, {"CTR-DRBG", "SEED-SRC"}},
    {OSSL_OP_KEYMGMT, {"EC", "RSA", "RSA-PSS", "X25519"}},
    {OSSL_OP_KEYEXCH, {"ECDH", "X25519"}},
    {OSSL_OP_SIGNATURE, {"ECDSA", "RSA"}},
    {OSSL_OP_DECODER, {"DER", "EC", "RSA", "RSA-PSS"}},
};

bool is_named(int operation, std::string_view name) {
  for (const Uses& uses : kUses)
    if (uses.operation == operation)
      return std::find(std::begin(uses.names), std::end(uses.names), name) != std::end(uses.names);
  return false;
}

/// What the default provider has, and what of it is passed on. OpenSSL calls a provider's functions with the context
/// that the provider itself made, which is the default provider's here: so this cannot travel with it. Of use to
/// one thread.
struct Narrowed {
  OSSL_FUNC_provider_query_operation_fn* query = nullptr;
  std::map<int, std::vector<OSSL_ALGORITHM>> algorithms;
  std::vector<OSSL_DISPATCH> functions;
};
Narrowed narrowed;

const OSSL_ALGORITHM* query_narrowed(void* provider, int operation, int* no_cache) {
  const OSSL_ALGORITHM* all = narrowed.query(provider, operation, no_cache);
  auto& kept = narrowed.algorithms[operation];
  if (!kept.empty()) return kept.data();
  for (; all && all->algorithm_names; ++all)
    if (is_used_by_tls_client(operation, all->algorithm_names, all->property_definition))
      kept.push_back(*all);
  kept.push_back({});
  return kept.data();
}

int start_narrowed(const OSSL_CORE_HANDLE* core, const OSSL_DISPATCH* in, const OSSL_DISPATCH** out,
                   void** provider) {
  const OSSL_DISPATCH* all = nullptr;
  if (ossl_default_provider_init(core, in, &all, provider) != 1) return 0;
  for (; all->function_id != 0; ++all) {
    narrowed.functions.push_back(*all);
    if (all->function_id != OSSL_FUNC_PROVIDER_QUERY_OPERATION) continue;
    narrowed.query = OSSL_FUNC_provider_query_operation(all);
    narrowed.functions.back().function = reinterpret_cast<void (*)()>(&query_narrowed);
  }
  narrowed.functions.push_back({});
  *out = narrowed.functions.data();
  return 1;
}

}  // namespace

bool is_used_by_tls_client(int operation, std::string_view names, std::string_view properties) {
  if (!is_named(operation, names.substr(0, names.find(':')))) return false;
  // Of keys, only those of certificates are read.
  return operation != OSSL_OP_DECODER || properties.find("structure=SubjectPublicKeyInfo") != properties.npos;
}

bool keep_to_tls_algorithms() {
  // An openssl.cnf would be looked for in a place that no deployed function has. The tables of names by which other
  // programs ask for any cipher or digest would be filled with some 250 of them, and those of errors with 2000 texts;
  // TLS's own errors keep theirs.
  constexpr auto kLeftOut = OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ADD_ALL_CIPHERS |
                            OPENSSL_INIT_NO_ADD_ALL_DIGESTS | OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS;
  OPENSSL_init_ssl(kLeftOut, nullptr);
  // Signatures of certificates are checked by the digest's name.
  for (const EVP_MD* digest : {EVP_sha1(), EVP_sha256(), EVP_sha384(), EVP_sha512()}) EVP_add_digest(digest);
  return ossl_default_provider_init && OSSL_PROVIDER_add_builtin(nullptr, kName, &start_narrowed) == 1 &&
         OSSL_PROVIDER_load(nullptr, kName) != nullptr;
}

}  // namespace eni::net
