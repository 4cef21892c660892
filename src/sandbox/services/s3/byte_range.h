#pragma once
/// The Range header of GetObject, pure.
#include "aws/api_error.h"
#include "sandbox/gateway/byte_range.h"

namespace eni::sandbox::s3_service {

/// read_byte_range() of an object of `size` bytes.
/// @error   InvalidRange (416) if no byte of the object is in it
aws::ApiResult<std::optional<ByteRange>> parse_range(std::string_view header, std::int64_t size);

}  // namespace eni::sandbox::s3_service
