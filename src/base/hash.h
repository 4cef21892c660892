#pragma once
/// Digests, raw bytes in and out. hex() of base/text.h makes them readable.
#include <string>
#include <string_view>

namespace eni {

std::string sha256(std::string_view bytes);                             ///< 32 bytes
std::string hmac_sha256(std::string_view key, std::string_view bytes);  ///< 32 bytes
std::string sha1(std::string_view bytes);                               ///< 20 bytes
std::string md5(std::string_view bytes);  ///< 16 bytes; S3's ETag and Content-MD5

/// Whether both are the same, in a time that does not depend on where they differ.
bool equal_in_constant_time(std::string_view a, std::string_view b);
/// Overwrites a secret before its memory is given back.
void wipe(std::string& secret);

}  // namespace eni
