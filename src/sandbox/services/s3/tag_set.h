#pragma once
/// Tags of buckets and objects, pure.
#include <string_view>

#include "aws/api_error.h"
#include "base/json.h"

namespace eni::sandbox::s3_service {

inline constexpr std::size_t kMaxBucketTags = 50;
inline constexpr std::size_t kMaxObjectTags = 10;
inline constexpr std::string_view kTaggingHeader = "x-amz-tagging";

/// {Key, Value} each. @error  BadRequest if there are too many, InvalidTag, MalformedXML
aws::ApiResult<void> check_tags(const json::array& tags, std::size_t max);

/// The header x-amz-tagging: "a=1&b=2", encoded as a query. @error  InvalidArgument, InvalidTag, BadRequest
aws::ApiResult<json::array> parse_tagging_header(std::string_view header);

}  // namespace eni::sandbox::s3_service
