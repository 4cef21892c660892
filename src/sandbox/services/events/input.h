#pragma once
/// What EventBridge's operations have in common: the rule that a call names.
#include "sandbox/gateway/operation.h"
#include "sandbox/store/events_repository.h"

namespace eni::sandbox::events_service {

inline constexpr std::string_view kEnabled = "ENABLED";

NamedDocuments& rules(const Call& call);

Access rule_access(const Call& call);     ///< of Name, or of Rule
Access targets_access(const Call& call);  ///< of Rule, with events:TargetArn
Access entries_access(
    const Call& call);  ///< the event bus, with events:source and events:detail-type of Entries
Access tagged_access(const Call& call);  ///< ResourceARN

std::string arn_of(const Call& call, const NamedDocument& rule);

/// There is one bus. @error  ResourceNotFoundException for any other
ApiResult<void> check_bus(const Call& call);
/// The rule that the member `name` of the call names. @error  ResourceNotFoundException
ApiResult<NamedDocument> find_rule(const Call& call, std::string_view name);

constexpr std::int64_t kMaxPage = 100;
/// The reply {`list`: those of `items` on this page, NextToken?}, in pages by Limit.
/// @error  ValidationException for a token of none of ours
ApiResult<Reply> page_of(const Call& call, std::vector<std::pair<std::string, json::value>> items,
                         std::string_view list);

}  // namespace eni::sandbox::events_service
