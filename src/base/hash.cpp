#include "base/hash.h"

// The block-by-block functions of SHA-256 are deprecated in favour of EVP; see below why they are used.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <array>
#include <cstring>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <stdexcept>

#include "base/text.h"

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
// short text: SigV4 makes four digests for each request.
namespace {

using Digest = std::array<char, SHA256_DIGEST_LENGTH>;

std::string_view bytes_of(const Digest& digest) { return {digest.data(), digest.size()}; }

class Sha256 {
 public:
  Sha256() { SHA256_Init(&state_); }
  Sha256& update(std::string_view bytes) {
    SHA256_Update(&state_, bytes.data(), bytes.size());
    return *this;
  }
  Digest finish() {
    Digest out;
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

std::string sha256(std::string_view bytes) { return std::string(bytes_of(Sha256{}.update(bytes).finish())); }
std::string sha256_hex(std::string_view bytes) { return hex(bytes_of(Sha256{}.update(bytes).finish())); }

/// After the key's block each.
struct HmacSha256Key::States {
  explicit States(std::string_view key) {
    const std::string digest_of_key = key.size() > kBlock ? sha256(key) : std::string{};
    const std::string_view short_key = key.size() > kBlock ? std::string_view(digest_of_key) : key;
    Block block = padded(short_key, '\x36');
    inner.update({block.data(), kBlock});
    block = padded(short_key, '\x5c');
    outer.update({block.data(), kBlock});
    OPENSSL_cleanse(block.data(), block.size());
  }
  States(const States&) = delete;
  States& operator=(const States&) = delete;
  ~States() { OPENSSL_cleanse(this, sizeof *this); }

  Digest sign(std::string_view bytes) const {
    Sha256 digest = inner;
    Sha256 result = outer;
    return result.update(bytes_of(digest.update(bytes).finish())).finish();
  }

  Sha256 inner, outer;
};

HmacSha256Key::HmacSha256Key(std::string_view key) : states_{std::make_unique<States>(key)} {}
HmacSha256Key::~HmacSha256Key() = default;
HmacSha256Key::HmacSha256Key(HmacSha256Key&&) noexcept = default;
HmacSha256Key& HmacSha256Key::operator=(HmacSha256Key&&) noexcept = default;

std::string HmacSha256Key::sign(std::string_view bytes) const {
  return std::string(bytes_of(states_->sign(bytes)));
}
std::string HmacSha256Key::sign_hex(std::string_view bytes) const {
  return hex(bytes_of(states_->sign(bytes)));
}

std::string hmac_sha256(std::string_view key, std::string_view bytes) {
  return HmacSha256Key{key}.sign(bytes);
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
