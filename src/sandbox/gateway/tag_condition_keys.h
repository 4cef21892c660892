#pragma once
/// Tags as the condition keys of policies, from the forms in which services have them: lists of {"Key", "Value"} or {"key", "value"},
/// and objects with a member for each tag.
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sandbox/gateway/operation.h"

namespace eni::sandbox {

using ConditionKeys = std::vector<std::pair<std::string, std::string>>;

/// Appends PREFIX/KEY of each tag: "aws:ResourceTag".
void append_tag_keys(ConditionKeys& keys, std::string_view prefix, const json::value& tags);
/// Appends aws:ResourceTag/KEY of what a resource has.
void append_resource_tags(ConditionKeys& keys, const json::value& tags);
/// Appends aws:RequestTag/KEY and aws:TagKeys of the call: of its member Tags (tags), and of TagKeys (tagKeys), which names tags to
/// remove.
void append_request_tags(ConditionKeys& keys, const Call& call);

/// Who makes something with tags needs to be allowed to tag it, too; nothing is asked if the call gives none.
/// @param action  "sns:TagResource"
/// @param more    condition keys besides the call's tags
/// @error  AccessDenied in AWS's words
ApiResult<void> may_give_tags(const Call& call, std::string_view action, const std::string& resource_arn,
                              const ConditionKeys& more = {});

/// One resource, with its tags (null if it has none) and those of the call.
Access access_with_tags(const Call& call, std::string resource_arn, const json::value& tags = nullptr);

}  // namespace eni::sandbox
