#pragma once
/// The Range header of GetObject, pure.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "aws/api_error.h"

namespace eni::sandbox::s3_service {

/// `length` bytes from `offset`, within an object.
struct ByteRange {
  std::int64_t offset = 0;
  std::int64_t length = 0;
  bool operator==(const ByteRange&) const = default;
};

/// bytes=FIRST-LAST, bytes=FIRST- and bytes=-COUNT, cut to the object's `size`.
/// @return  nothing if the whole object is meant: no header, one that S3 does not read, or several ranges
/// @error   InvalidRange (416) if no byte of the object is in it
aws::ApiResult<std::optional<ByteRange>> parse_range(std::string_view header, std::int64_t size);

/// "bytes 0-9/100".
std::string content_range(const ByteRange& range, std::int64_t size);

}  // namespace eni::sandbox::s3_service
