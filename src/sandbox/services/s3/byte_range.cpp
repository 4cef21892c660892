#include "sandbox/services/s3/byte_range.h"

#include "sandbox/services/s3/errors.h"

namespace eni::sandbox::s3_service {

aws::ApiResult<std::optional<ByteRange>> parse_range(std::string_view header, std::int64_t size) {
  auto range = read_byte_range(header, size);
  if (range.has_error()) return invalid_range(header, size);
  return *std::move(range);
}

}  // namespace eni::sandbox::s3_service
