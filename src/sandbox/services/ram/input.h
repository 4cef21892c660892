#pragma once
/// What RAM's operations read, and the errors they share.
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/gateway/call.h"
#include "sandbox/store/ram_repository.h"

namespace eni::sandbox::ram_service {

ApiError invalid_parameter(std::string message);

/// The caller's share that resourceShareArn names. @error  UnknownResourceException, InvalidParameterException
ApiResult<RamShare> own_share(const Call& call);

/// resourceArns and principals as associations of the share. What may be shared is to be checked by check_shareable().
/// @error  InvalidParameterException
ApiResult<std::vector<RamAssociation>> read_associations(const Call& call, const std::string& share_arn);

/// resourceOwner: SELF gives the caller's shares, OTHER-ACCOUNTS those with it.
/// @error  InvalidParameterException
ApiResult<std::vector<RamShare>> shares_by_owner(const Call& call);

bool is_listed(const std::vector<std::string>& list, const std::string& text);

/// The items from nextToken on, at most maxResults, with a nextToken if there are more.
ApiResult<Reply> page(const Call& call, std::string_view list, std::vector<json::object> items);

}  // namespace eni::sandbox::ram_service
