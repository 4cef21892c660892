#pragma once
/// SSH keys: made, and read from what users import.
/// Source: Amazon EC2 User Guide, "Verify the fingerprint of your key pair".
#include <optional>
#include <string>
#include <string_view>

namespace eni::sandbox::ec2_service {

enum class KeyType { kRsa, kEd25519 };

struct KeyMaterial {
  /// RSA: PKCS #1 in PEM; ED25519: OpenSSH's format. "" of imported keys
  std::string private_key;
  std::string public_key;  ///< as in authorized_keys, without a comment
  /// Of keys made here: SHA-1 of the private key (RSA), of imported ones: MD5 of the public key; both with colons. Of
  /// ED25519: the SHA-256 of the public key in base64.
  std::string fingerprint;
};

/// A new key. RSA keys have 2048 bits.
KeyMaterial make_key(KeyType type);

struct ImportedKey {
  KeyType type = KeyType::kRsa;
  KeyMaterial material;
};
/// An RSA or ED25519 key: "ssh-rsa AAAA…" with or without a comment, RFC 4716, or base64 of DER; nothing if it is none of these.
std::optional<ImportedKey> read_public_key(std::string_view text);

}  // namespace eni::sandbox::ec2_service
