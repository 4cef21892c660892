#pragma once
/// Describe operations' items: filtered, in pages.
#include <span>
#include <string_view>
#include <vector>

#include "sandbox/services/ec2/filters.h"

namespace eni::sandbox::ec2_service {

/// The reply {`list`: items, "nextToken"?} of a Describe operation.
/// @param items    all that the caller may see and asked for by id, in the order of creation
/// @param list     the reply's member: "vpcSet"
///                 (members whose names begin with '_' stay with the sandbox)
/// @param id       the member of an item that names it, for tokens: "vpcId"
/// @error  an unknown filter; MaxResults that is no integer from 5 to 1000; a NextToken of none of ours
ApiResult<Reply> describe(const Call& call, std::vector<json::object> items, std::string_view list,
                          std::string_view id, std::span<const FilterName> filters);

}  // namespace eni::sandbox::ec2_service
