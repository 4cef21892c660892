#pragma once
/// Where a call's template comes from: its TemplateBody, an object of the sandbox's own S3, or the stack itself.
#include <optional>
#include <string>
#include <string_view>

#include "sandbox/gateway/call.h"

namespace eni::sandbox::cloudformation {

struct S3Location {
  std::string bucket;
  std::string key;
  std::string version_id;

  bool operator==(const S3Location&) const = default;
};

/// Reads https://BUCKET.s3.REGION.amazonaws.com/KEY, https://s3.REGION.amazonaws.com/BUCKET/KEY, both also without a
/// region or with s3-REGION, and ENDPOINT/BUCKET/KEY for the sandbox itself.
std::optional<S3Location> parse_template_url(std::string_view url, std::string_view endpoint_url);

/// An object of S3 as the caller may read it. @error  ValidationError
Task<ApiResult<std::string>> read_object(Call& call, std::string url);
/// @param previous  the stack's template, for UsePreviousTemplate
/// @error  ValidationError, e.g. "Either Template URL or Template Body must be specified."
Task<ApiResult<std::string>> read_template(Call& call, std::optional<std::string> previous);

}  // namespace eni::sandbox::cloudformation
