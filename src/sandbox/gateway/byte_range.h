#pragma once
/// The header Range with one range, of which S3 and the registry of images answer a part. Source: RFC 9110, section 14.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace eni::sandbox {

/// `length` bytes from `offset`.
struct ByteRange {
  std::int64_t offset = 0;
  std::int64_t length = 0;
  bool operator==(const ByteRange&) const = default;
};

/// bytes=FIRST-LAST, bytes=FIRST- and bytes=-COUNT, cut to `size`.
/// @return  nothing if all of it is meant: no header, one of another form, or several ranges
/// @error   no byte of it is in the range
Result<std::optional<ByteRange>> read_byte_range(std::string_view header, std::int64_t size);

/// "bytes 0-9/100".
std::string content_range(const ByteRange& range, std::int64_t size);

}  // namespace eni::sandbox
