#pragma once
/// SHA-256 of bytes that come piece by piece. In a header of its own beside base/hash.h, whose source needs all of OpenSSL's
/// algorithms: this one makes a static program 30 KB larger.
#include <string>
#include <string_view>

namespace eni::sandbox::world::layers {

class Digest {
 public:
  Digest();
  void add(std::string_view bytes);
  /// "sha256:" and 64 digits. Once.
  std::string text();

 private:
  alignas(8) unsigned char state_[112];  ///< SHA256_CTX
};

/// Whether `text` is a digest that a Digest can be: empty for "not checked", or "sha256:" and 64 digits, lower case.
bool is_known_digest(std::string_view text);

}  // namespace eni::sandbox::world::layers
