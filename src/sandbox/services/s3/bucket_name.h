#pragma once
/// S3's rules for the names of general purpose buckets.
/// Source: Amazon S3 User Guide, "General purpose bucket naming rules".
#include <string_view>

namespace eni::sandbox::s3_service {

bool is_bucket_name(std::string_view name);

}  // namespace eni::sandbox::s3_service
