#pragma once
/// The forms of text in which public keys are imported.
/// Source: Amazon EC2 User Guide, "Create key pairs", import (OpenSSH, RFC 4716; base64 of DER is read by the caller); RFC 4716,
/// section 3.
#include <optional>
#include <string>
#include <string_view>

namespace eni::sandbox::ec2_service {

/// The key as SSH has it on the wire (RFC 4253, section 6.6), of a line of authorized_keys or of RFC 4716; nothing if the text is
/// neither. What the key itself says is not looked at.
std::optional<std::string> public_key_blob(std::string_view text);

}  // namespace eni::sandbox::ec2_service
