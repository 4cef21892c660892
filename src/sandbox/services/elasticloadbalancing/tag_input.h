#pragma once
/// Tags as all operations that make something read them.
#include <map>
#include <string>

#include "sandbox/gateway/call.h"

namespace eni::sandbox::elb_service {

using TagMap = std::map<std::string, std::string>;

/// The parameter Tags. @error  DuplicateTagKeys
ApiResult<TagMap> read_tags(const Call& call);

/// Whether the caller may tag what it makes; nothing is asked without tags.
/// @param operation  "CreateLoadBalancer" @error  AccessDenied
ApiResult<void> may_tag(const Call& call, std::string_view operation, const std::string& arn,
                        const TagMap& tags);

/// Adds them to what the resource has. @error  TooManyTags
ApiResult<void> put_tags(const Call& call, const std::string& arn, const TagMap& tags);

}  // namespace eni::sandbox::elb_service
