#include "sandbox/services/ec2/pages.h"

#include <algorithm>

#include "sandbox/gateway/pagination.h"
#include "sandbox/services/ec2/errors.h"

namespace eni::sandbox::ec2_service {
namespace {

ApiError invalid_token(std::string_view token) {
  return {"InvalidNextToken", "The token '" + std::string(token) + "' is invalid"};
}

/// The last item of a page: a token has "NUMBER/ID", for the resource may be gone when the next page is asked for.
struct LastItem {
  std::int64_t number = 0;  ///< as resources are made; 0 for what is no resource of its own: a region, a tag
  std::string id;           ///< "" without a token
};

std::string token_of(const LastItem& last) { return page_token(std::to_string(last.number) + "/" + last.id); }

/// @error  a token of none of ours
ApiResult<LastItem> read_token(const Call& call) {
  const std::string token = call.params.text_or("NextToken", "");
  if (token.empty()) return LastItem{};
  const std::string text = read_page_token(token).value_or("");
  const auto slash = text.find('/');
  const auto number = parse_integer(text.substr(0, slash));
  if (slash == std::string::npos || !number || *number < 0) return invalid_token(token);
  return LastItem{*number, text.substr(slash + 1)};
}

std::int64_t number_of(const Call& call, const json::object& item, std::string_view id) {
  if (const json::value* number = find(item, kItemNumber)) return number->as_int64();
  const auto resource = call.store<Ec2Repository>().find(text_at(item, id));
  return resource ? resource->number : 0;
}

/// What comes after the last item, which may be gone.
std::vector<json::object>::iterator first_after(const Call& call, std::vector<json::object>& items,
                                                std::string_view id, const LastItem& last, ItemOrder order) {
  if (last.id.empty()) return items.begin();
  const auto found =
      std::ranges::find_if(items, [&](const json::object& item) { return text_at(item, id) == last.id; });
  if (found != items.end()) return found + 1;
  return std::ranges::partition_point(items, [&](const json::object& item) {
    if (order == ItemOrder::kById) return text_at(item, id) < last.id;
    const std::int64_t number = number_of(call, item, id);
    return order == ItemOrder::kNewestFirst ? number > last.number : number < last.number;
  });
}

}  // namespace

json::object visible(json::object item) {
  json::object shown;
  shown.reserve(item.size());
  for (auto& member : item) {
    const std::string_view name = member.key();
    if (!name.starts_with('_')) shown.emplace(name, std::move(member.value()));
  }
  return shown;
}

ApiResult<Page> page_of(const Call& call, std::vector<json::object> items, std::string_view id,
                        std::span<const FilterName> known, ItemOrder order) {
  ENI_TRY(const auto filters, Filters::read(call, known));
  ENI_TRY(const auto max_results, call.params.integer("MaxResults", 5, 1000));
  std::erase_if(items, [&filters](const json::object& item) { return !filters.match(item); });
  ENI_CHECK(filters.check_work());
  ENI_TRY(const auto last, read_token(call));
  const auto first = first_after(call, items, id, last, order);
  const auto left = items.end() - first;
  const auto length = std::min<std::ptrdiff_t>(left, max_results.value_or(left));
  Page page;
  if (length < left) {
    const json::object& end = *(first + length - 1);
    page.next_token = token_of({number_of(call, end, id), text_at(end, id)});
  }
  page.items.assign(std::make_move_iterator(first), std::make_move_iterator(first + length));
  return page;
}

ApiResult<Page> page_of_all(const Call& call, std::string_view kind, const ItemOf& item,
                            std::span<const FilterName> known) {
  constexpr int kAtOnce = 256;
  ENI_TRY(const auto filters, Filters::read(call, known));
  ENI_TRY(const auto max_results, call.params.integer("MaxResults", 5, 1000));
  ENI_TRY(LastItem last, read_token(call));
  std::int64_t after = last.number;
  const Ec2Place place{call.account().value, call.region.value};
  Page page;
  for (bool ended = false; !ended;) {
    const auto some = call.store<Ec2Repository>().list_after(place, kind, after, kAtOnce);
    ended = some.size() < kAtOnce;
    for (const Ec2Resource& resource : some) {
      after = resource.number;
      auto shown = item(resource);
      if (!shown || !filters.match(*shown)) continue;
      if (max_results && page.items.size() == static_cast<std::size_t>(*max_results)) {
        page.next_token = token_of(last);
        return page;
      }
      last = {resource.number, resource.id};
      page.items.push_back(*std::move(shown));
    }
    ENI_CHECK(filters.check_work());
  }
  return page;
}

Reply page_reply(Page page, std::string_view list) {
  json::object reply;
  if (!page.next_token.empty()) reply["nextToken"] = page.next_token;
  json::array shown;
  for (json::object& item : page.items) shown.emplace_back(visible(std::move(item)));
  reply[list] = std::move(shown);
  return Reply{std::move(reply)};
}

ApiResult<Reply> describe(const Call& call, std::vector<json::object> items, std::string_view list,
                          std::string_view id, std::span<const FilterName> known, ItemOrder order) {
  ENI_TRY(auto page, page_of(call, std::move(items), id, known, order));
  return page_reply(std::move(page), list);
}

}  // namespace eni::sandbox::ec2_service
