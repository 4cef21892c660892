#include "base/hash.h"

// The block-by-block functions of SHA-256 are deprecated in favour of EVP; see below why they are used.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <array>
#include <cstring>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <stdexcept>

namespace eni {

namespace {

constexpr std::size_t kBlock = 64;  // of SHA-256, in bytes

std::string digest(const EVP_MD* algorithm, std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned length = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), out.data(), &length, algorithm, nullptr) != 1)
    throw std::runtime_error("OpenSSL refused a digest");
  return std::string(reinterpret_cast<const char*>(out.data()), length);
}

}  // namespace

// These stay clear of EVP's provider look-ups (SHA256() makes them, too), which cost more than the hashing of a
// short text: SigV4 makes six digests for each request.
namespace {

class Sha256 {
 public:
  Sha256() { SHA256_Init(&state_); }
  Sha256& update(std::string_view bytes) {
    SHA256_Update(&state_, bytes.data(), bytes.size());
    return *this;
  }
  std::string finish() {
    std::string out(SHA256_DIGEST_LENGTH, '\0');
    SHA256_Final(reinterpret_cast<unsigned char*>(out.data()), &state_);
    return out;
  }

 private:
  SHA256_CTX state_;
};

using Block = std::array<char, kBlock>;

/// The key, filled up with zeros and each byte combined with `pad`.
Block padded(std::string_view key, char pad) {
  Block block;
  block.fill(pad);
  for (std::size_t i = 0; i < key.size(); ++i) block[i] = static_cast<char>(pad ^ key[i]);
  return block;
}

}  // namespace

std::string sha256(std::string_view bytes) { return Sha256{}.update(bytes).finish(); }

std::string hmac_sha256(std::string_view key, std::string_view bytes) {
  const std::string digest_of_key = key.size() > kBlock ? sha256(key) : std::string{};
  const std::string_view short_key = key.size() > kBlock ? std::string_view(digest_of_key) : key;
  const Block inner = padded(short_key, '\x36');
  const Block outer = padded(short_key, '\x5c');
  const std::string digest = Sha256{}.update({inner.data(), kBlock}).update(bytes).finish();
  return Sha256{}.update({outer.data(), kBlock}).update(digest).finish();
}

std::string sha1(std::string_view bytes) { return digest(EVP_sha1(), bytes); }
std::string md5(std::string_view bytes) { return digest(EVP_md5(), bytes); }

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

void wipe(std::string& secret) {
  OPENSSL_cleanse(secret.data(), secret.size());
  secret.clear();
}

}  // namespace eni
