#include "sandbox/world/layers/digest.h"

// The block-by-block functions are deprecated in favour of EVP, which brings the providers.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <algorithm>
#include <openssl/sha.h>

#include "base/text.h"

namespace eni::sandbox::world::layers {
namespace {

constexpr std::string_view kAlgorithm = "sha256:";

SHA256_CTX* context(unsigned char* state) { return reinterpret_cast<SHA256_CTX*>(state); }

}  // namespace

Digest::Digest() : state_{} {
  static_assert(sizeof state_ >= sizeof(SHA256_CTX) && alignof(SHA256_CTX) <= 8);
  SHA256_Init(context(state_));
}

void Digest::add(std::string_view bytes) { SHA256_Update(context(state_), bytes.data(), bytes.size()); }

std::string Digest::text() {
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256_Final(digest, context(state_));
  return std::string(kAlgorithm) + hex({reinterpret_cast<const char*>(digest), sizeof digest});
}

bool is_known_digest(std::string_view text) {
  if (text.empty()) return true;
  if (!text.starts_with(kAlgorithm) || text.size() != kAlgorithm.size() + 64) return false;
  return std::all_of(text.begin() + kAlgorithm.size(), text.end(),
                     [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

}  // namespace eni::sandbox::world::layers
