#pragma once
/// gzip, as requests, user data and write_files may be packed.
#include <string>
#include <string_view>

#include "base/result.h"

namespace eni::sandbox {

/// More than user data that means something unpacks to, and all that AWS takes of a request: 16 KiB could become 16 MiB.
constexpr std::size_t kMaxUnpackedBytes = 1024 * 1024;

bool is_gzip(std::string_view bytes);

/// @error  what is wrong with `bytes`, or that they unpack to more than kMaxUnpackedBytes
Result<std::string> gunzip(std::string_view bytes);

}  // namespace eni::sandbox
