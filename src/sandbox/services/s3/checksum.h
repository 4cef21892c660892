#pragma once
/// The digests with which clients protect uploads: Content-MD5 and x-amz-checksum-*, pure.
#include <optional>
#include <string>
#include <string_view>

#include "aws/api_error.h"

namespace eni::sandbox::s3_service {

/// x-amz-checksum-NAME, for the names S3 has: crc32, crc32c, crc64nvme, sha1, sha256.
inline constexpr std::string_view kChecksumNames[] = {"crc32", "crc32c", "crc64nvme", "sha1", "sha256"};

/// Raw bytes, big-endian for the CRCs; nothing for a name that is not in the list.
std::optional<std::string> checksum(std::string_view name, std::string_view bytes);

/// @param value  of the header, base64
/// @error  InvalidRequest if it is no such checksum, BadDigest if it is another body's
aws::ApiResult<void> check_checksum(std::string_view name, std::string_view value, std::string_view bytes);

/// @param value  of Content-MD5; "" if there is none
/// @error  InvalidDigest, BadDigest
aws::ApiResult<void> check_content_md5(std::string_view value, std::string_view bytes);

}  // namespace eni::sandbox::s3_service
