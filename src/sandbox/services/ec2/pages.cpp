#include "sandbox/services/ec2/pages.h"

#include <algorithm>

#include "sandbox/gateway/pagination.h"
#include "sandbox/services/ec2/errors.h"

namespace eni::sandbox::ec2_service {
namespace {

ApiError invalid_token(std::string_view token) {
  return {"InvalidNextToken", "The token '" + std::string(token) + "' is invalid"};
}

/// What comes after the item that `token` names.
/// @error  a token of none of ours, or of an item that is gone
ApiResult<std::vector<json::object>::iterator> first_of_page(std::vector<json::object>& items,
                                                             std::string_view id, std::string_view token) {
  if (token.empty()) return items.begin();
  const auto last = read_page_token(token);
  const auto found = last ? std::find_if(items.begin(), items.end(),
                                         [&](const json::object& item) { return text_at(item, id) == *last; })
                          : items.end();
  if (found == items.end()) return invalid_token(token);
  return found + 1;
}

/// The number of the resource that the call's token names, 0 without a token.
ApiResult<std::int64_t> last_number(const Call& call) {
  const std::string token = call.params.text_or("NextToken", "");
  if (token.empty()) return 0;
  const auto id = read_page_token(token);
  const auto last = id ? call.store<Ec2Repository>().find(*id) : std::nullopt;
  if (!last) return invalid_token(token);
  return last->number;
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
                        std::span<const FilterName> known) {
  ENI_TRY(const auto filters, Filters::read(call, known));
  ENI_TRY(const auto max_results, call.params.integer("MaxResults", 5, 1000));
  std::erase_if(items, [&filters](const json::object& item) { return !filters.match(item); });
  ENI_CHECK(filters.check_work());
  ENI_TRY(const auto first, first_of_page(items, id, call.params.text_or("NextToken", "")));
  const auto left = items.end() - first;
  const auto length = std::min<std::ptrdiff_t>(left, max_results.value_or(left));
  Page page;
  if (length < left) page.next_token = page_token(text_at(*(first + length - 1), id));
  page.items.assign(std::make_move_iterator(first), std::make_move_iterator(first + length));
  return page;
}

ApiResult<Page> page_of_all(const Call& call, std::string_view kind, const ItemOf& item,
                            std::span<const FilterName> known) {
  constexpr int kAtOnce = 256;
  ENI_TRY(const auto filters, Filters::read(call, known));
  ENI_TRY(const auto max_results, call.params.integer("MaxResults", 5, 1000));
  ENI_TRY(std::int64_t after, last_number(call));
  const Ec2Place place{call.account().value, call.region.value};
  Page page;
  std::string last;
  for (bool ended = false; !ended;) {
    const auto some = call.store<Ec2Repository>().list_after(place, kind, after, kAtOnce);
    ended = some.size() < kAtOnce;
    for (const Ec2Resource& resource : some) {
      after = resource.number;
      auto shown = item(resource);
      if (!shown || !filters.match(*shown)) continue;
      if (max_results && page.items.size() == static_cast<std::size_t>(*max_results)) {
        page.next_token = page_token(last);
        return page;
      }
      last = resource.id;
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
                          std::string_view id, std::span<const FilterName> known) {
  ENI_TRY(auto page, page_of(call, std::move(items), id, known));
  return page_reply(std::move(page), list);
}

}  // namespace eni::sandbox::ec2_service
