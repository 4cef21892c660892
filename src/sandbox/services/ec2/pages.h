#pragma once
/// Describe operations' items: filtered, in pages.
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "sandbox/services/ec2/filters.h"
#include "sandbox/store/ec2_repository.h"

namespace eni::sandbox::ec2_service {

/// Some of a Describe operation's items.
struct Page {
  std::vector<json::object> items;
  std::string next_token;  ///< "" at the end
};

/// In which items come: resources in that of their creation; what is no resource of its own, as a tag, in that of ids.
enum class ItemOrder { kOldestFirst, kNewestFirst, kById };

/// Of an item that is no resource itself: the number, in the order of creation, of what it belongs to.
inline constexpr std::string_view kItemNumber = "_number";

/// Those that the call's filters take, one page of them. It goes on behind where the last item of the page before was, though that may
/// be gone.
/// @param items    all that the caller may see and asked for by id, in their order
/// @param id       the member of an item that names it, for tokens: "vpcId"
/// @error  an unknown filter; MaxResults that is no integer from 5 to 1000; a NextToken of none of ours
ApiResult<Page> page_of(const Call& call, std::vector<json::object> items, std::string_view id,
                        std::span<const FilterName> filters, ItemOrder order = ItemOrder::kOldestFirst);

/// An item of a resource as page_of() wants it; nothing for one that is not to be shown.
using ItemOf = std::function<std::optional<json::object>(const Ec2Resource&)>;

/// The same for all that the caller has of one kind, for kinds of which there are thousands: no more of them are read than
/// the page needs. Tokens are those of page_of().
ApiResult<Page> page_of_all(const Call& call, std::string_view kind, const ItemOf& item,
                            std::span<const FilterName> filters);

/// The reply {`list`: items, "nextToken"?} of a Describe operation. Parameters and errors as above; members of items whose
/// names begin with '_' stay with the sandbox.
ApiResult<Reply> describe(const Call& call, std::vector<json::object> items, std::string_view list,
                          std::string_view id, std::span<const FilterName> filters,
                          ItemOrder order = ItemOrder::kOldestFirst);

/// The item as callers see it: without what the sandbox alone needs.
json::object visible(json::object item);

/// The reply {`list`: the page's items, "nextToken"?}.
Reply page_reply(Page page, std::string_view list);

}  // namespace eni::sandbox::ec2_service
