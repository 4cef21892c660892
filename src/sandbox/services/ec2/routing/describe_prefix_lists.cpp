/// DescribePrefixLists: those that AWS manages for gateway endpoints. Nothing here can refer to them.
#include <algorithm>

#include "base/hash.h"
#include "base/text.h"
#include "sandbox/services/ec2/pages.h"
#include "sandbox/services/ec2/parameters.h"
#include "sandbox/services/ec2/resources.h"
#include "sandbox/services/ec2/routing/operations.h"

namespace eni::sandbox::ec2_service {
namespace {

constexpr FilterName kFilters[] = {{"prefix-list-id", "prefixListId"},
                                   {"prefix-list-name", "prefixListName"}};

struct PrefixList {
  std::string_view service;
  std::string_view block;  ///< of the documentation's networks, so that no real one is meant
};
constexpr PrefixList kLists[] = {{"dynamodb", "198.51.100.0/24"}, {"s3", "203.0.113.0/24"}};

/// The same in every run; another in each Region, as on AWS.
json::object item(const Call& call, const PrefixList& list) {
  const std::string name = "com.amazonaws." + call.region.value + "." + std::string(list.service);
  return {{"prefixListId", "pl-" + hex(sha256(name)).substr(0, 8)},
          {"prefixListName", name},
          {"cidrSet", json::array{json::value(list.block)}}};
}

}  // namespace

ApiResult<Reply> describe_prefix_lists(Call& call) {
  ENI_TRY(const auto ids, call.params.texts("PrefixListId"));
  std::vector<json::object> all;
  for (const PrefixList& list : kLists) all.push_back(item(call, list));
  const auto id_of = [](const json::object& list) { return as_text(list.at("prefixListId")); };
  for (const std::string& id : ids) {
    ENI_CHECK(check_form(kind_of("prefix-list"), id));
    const bool known =
        std::any_of(all.begin(), all.end(), [&](const auto& list) { return id_of(list) == id; });
    if (!known) return not_found(kind_of("prefix-list"), id);
  }
  if (!ids.empty()) {
    std::erase_if(all, [&](const json::object& list) {
      return std::find(ids.begin(), ids.end(), id_of(list)) == ids.end();
    });
  }
  return describe(call, std::move(all), "prefixListSet", "prefixListId", kFilters);
}

}  // namespace eni::sandbox::ec2_service
