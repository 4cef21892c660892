#pragma once
/// SSH keys: made, and read from what users import.
/// Source: Amazon EC2 User Guide, "Verify the fingerprint of your key pair".
#include <optional>
#include <string>
#include <string_view>

namespace eni::sandbox::ec2_service {

enum class KeyType { kRsa, kEd25519 };

struct KeyMaterial {
  std::string private_key;  ///< PEM; "" of imported keys
  std::string public_key;   ///< as in authorized_keys, without a comment
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
/// "ssh-rsa AAAA…" or "ssh-ed25519 AAAA…", with or without a comment; nothing if it is neither.
std::optional<ImportedKey> read_public_key(std::string_view text);

}  // namespace eni::sandbox::ec2_service
