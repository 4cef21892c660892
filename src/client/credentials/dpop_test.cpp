#include "client/credentials/dpop.h"

#include <gtest/gtest.h>
#include <memory>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "base/json.h"
#include "base/text.h"
#include "base/time_text.h"
#include "client/credentials/login_key_for_test.h"

namespace eni::client {
namespace {

std::string from_base64url(std::string text) {
  text = replace_all(replace_all(text, "-", "+"), "_", "/");
  while (text.size() % 4 != 0) text += '=';
  return base64_decode(text).value_or("");
}

/// Of the message, by the owner of the key.
bool is_signed(const std::string& key_pem, const std::string& message, const std::string& signature) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(signature.data());
  const std::unique_ptr<ECDSA_SIG, void (*)(ECDSA_SIG*)> numbers{ECDSA_SIG_new(), ECDSA_SIG_free};
  ECDSA_SIG_set0(numbers.get(), BN_bin2bn(bytes, 32, nullptr), BN_bin2bn(bytes + 32, 32, nullptr));
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(numbers.get(), &der);
  const std::unique_ptr<BIO, int (*)(BIO*)> bio{
      BIO_new_mem_buf(key_pem.data(), static_cast<int>(key_pem.size())), BIO_free};
  const std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key{
      PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr), EVP_PKEY_free};
  const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> digest{EVP_MD_CTX_new(), EVP_MD_CTX_free};
  EVP_DigestVerifyInit(digest.get(), nullptr, EVP_sha256(), nullptr, key.get());
  const int good = EVP_DigestVerify(digest.get(), der, static_cast<std::size_t>(size),
                                    reinterpret_cast<const unsigned char*>(message.data()), message.size());
  OPENSSL_free(der);
  return good == 1;
}

DpopRequest request(const char* id) {
  return {.method = "POST",
          .url = "https://eu-west-1.signin.aws.amazon.com/v1/token",
          .id = id,
          .now = *parse_iso8601("2026-01-01T12:00:00Z")};
}

TEST(Dpop, SaysWhatItIsAboutAndWhoseItIs) {
  const auto proof = dpop_proof(kLoginKey, request("one"));
  ASSERT_TRUE(proof.has_value());
  const std::vector<std::string> parts = split(*proof, '.');
  ASSERT_EQ(parts.size(), 3u);
  EXPECT_EQ(from_base64url(parts[0]), std::string(R"({"typ":"dpop+jwt","alg":"ES256","jwk":{"kty":"EC",)") +
                                          R"("crv":"P-256","x":")" + kLoginKeyX + R"(","y":")" + kLoginKeyY +
                                          R"("}})");
  EXPECT_EQ(from_base64url(parts[1]),
            R"({"jti":"one","htm":"POST","htu":"https://eu-west-1.signin.aws.amazon.com/v1/token",)"
            R"("iat":1767268800})");
}

/// A number with zeros in front comes about once in a hundred signatures.
TEST(Dpop, IsSignedByTheKey) {
  for (int i = 0; i < 300; ++i) {
    const auto proof = dpop_proof(kLoginKey, request("one"));
    ASSERT_TRUE(proof.has_value());
    EXPECT_EQ(proof->find('='), std::string::npos);
    const std::size_t dot = proof->rfind('.');
    const std::string signature = from_base64url(proof->substr(dot + 1));
    ASSERT_EQ(signature.size(), 64u);
    EXPECT_TRUE(is_signed(kLoginKey, proof->substr(0, dot), signature));
    EXPECT_FALSE(is_signed(kLoginKey, proof->substr(0, dot) + "x", signature));
  }
}

TEST(Dpop, RefusesWhatIsNoKeyOfThatCurve) {
  constexpr const char* kOfAnotherCurve =
      "-----BEGIN EC PRIVATE KEY-----\n"
      "MIGkAgEBBDAm/i0IhpevM5KfghAY5CrCGjeQftPOQQ9g3eEE32sD5SxmQgzk55bz\n"
      "F+3S9/Y57zugBwYFK4EEACKhZANiAARcs1qVD2Lfbe+XQBhOziRaCheiW5vz7Eje\n"
      "K9hXtCfpruDHcmrldFFVqCfQK6z7zXZBxF2XAUsOsPbm1w32TdtoCAjREPLaTD1Y\n"
      "0WO1YapzFkuZ8dlQThSDafw7c5KggvU=\n"
      "-----END EC PRIVATE KEY-----\n";
  for (const char* pem : {"", "rubbish", kOfAnotherCurve}) {
    const auto proof = dpop_proof(pem, request("one"));
    ASSERT_TRUE(proof.has_error()) << pem;
    EXPECT_EQ(proof.error().message, "the key of the login is no private key on the curve P-256");
  }
}

}  // namespace
}  // namespace eni::client
