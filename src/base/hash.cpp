#include "base/hash.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/sha.h>

#include <array>
#include <cstring>
#include <stdexcept>

namespace eni {

namespace {

constexpr std::size_t kBlock = 64;  // of SHA-256, in bytes

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

std::string digest(const EVP_MD* algorithm, std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned length = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), out.data(), &length, algorithm, nullptr) != 1)
    throw std::runtime_error("OpenSSL refused a digest");
  return std::string(reinterpret_cast<const char*>(out.data()), length);
}

}  // namespace

// SHA256() and the HMAC below stay clear of EVP's provider look-ups, which cost more than the hashing of a
// short text: SigV4 makes seven of these for each request.
std::string sha256(std::string_view bytes) {
  std::string out(SHA256_DIGEST_LENGTH, '\0');
  SHA256(bytes_of(bytes), bytes.size(), reinterpret_cast<unsigned char*>(out.data()));
  return out;
}

std::string hmac_sha256(std::string_view key, std::string_view bytes) {
  const std::string short_key = key.size() > kBlock ? sha256(key) : std::string(key);
  std::string inner(kBlock, '\x36');
  std::string outer(kBlock, '\x5c');
  for (std::size_t i = 0; i < short_key.size(); ++i) {
    inner[i] = static_cast<char>(inner[i] ^ short_key[i]);
    outer[i] = static_cast<char>(outer[i] ^ short_key[i]);
  }
  inner += bytes;
  return sha256(outer + sha256(inner));
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
