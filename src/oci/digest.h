#pragma once
/// Digests by which manifests and blobs are named: "sha256:" and 64 digits.
/// Source: OCI Image Specification 1.1, descriptor.md, "Digests".
#include <compare>
#include <string>
#include <string_view>

#include "base/result.h"

namespace eni::oci {

class Digest {
 public:
  /// @error  "TEXT is not a digest: …". Other algorithms than sha256 are refused by name: no client makes them unasked, and
  ///         what cannot be verified must not be kept.
  static Result<Digest> parse(std::string_view text);
  /// Of 64 digits, as Sha256Stream and sha256_hex() give them.
  static Digest of_hex(std::string_view digits);
  /// Of bytes in memory.
  static Digest of(std::string_view bytes);

  const std::string& text() const { return text_; }  ///< "sha256:…"
  std::string_view hex() const;                      ///< 64 digits in lower case
  auto operator<=>(const Digest&) const = default;

 private:
  explicit Digest(std::string text) : text_{std::move(text)} {}
  std::string text_;
};

/// Whether the text is of the form ALGORITHM:ENCODED, known or not: what stands for a digest and not for a tag.
bool looks_like_digest(std::string_view text);

}  // namespace eni::oci
