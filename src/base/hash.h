#pragma once
/// Digests, raw bytes in and out. hex() of base/text.h makes them readable.
#include <memory>
#include <string>
#include <string_view>

namespace eni {

std::string sha256(std::string_view bytes);                             ///< 32 bytes
std::string sha256_hex(std::string_view bytes);                         ///< 64 digits
std::string hmac_sha256(std::string_view key, std::string_view bytes);  ///< 32 bytes
/// A key of HMAC-SHA-256 that is used more than once: what it brings into the digest is worked out here.
class HmacSha256Key {
 public:
  explicit HmacSha256Key(std::string_view key);
  ~HmacSha256Key();
  HmacSha256Key(HmacSha256Key&&) noexcept;
  HmacSha256Key& operator=(HmacSha256Key&&) noexcept;

  std::string sign(std::string_view bytes) const;      ///< 32 bytes
  std::string sign_hex(std::string_view bytes) const;  ///< 64 digits

 private:
  struct States;
  std::unique_ptr<States> states_;
};

std::string sha1(std::string_view bytes);  ///< 20 bytes
std::string md5(std::string_view bytes);   ///< 16 bytes; S3's ETag and Content-MD5

/// Whether both are the same, in a time that does not depend on where they differ.
bool equal_in_constant_time(std::string_view a, std::string_view b);
/// Overwrites a secret before its memory is given back.
void wipe(std::string& secret);

}  // namespace eni
