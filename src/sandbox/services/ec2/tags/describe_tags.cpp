#include "sandbox/services/ec2/pages.h"
#include "sandbox/services/ec2/parameters.h"
#include "sandbox/services/ec2/resources.h"
#include "sandbox/services/ec2/tags/operations.h"

namespace eni::sandbox::ec2_service {
namespace {

constexpr FilterName kFilters[] = {
    {"key", "key"}, {"resource-id", "resourceId"}, {"resource-type", "resourceType"}, {"value", "value"}};

}  // namespace

ApiResult<Reply> describe_tags(Call& call) {
  std::vector<json::object>
      items;  // In the order of ids, which all have the same length for one kind, and keys.
  for (const auto& row : call.store<Ec2Repository>().all_tags(place_of(call))) {
    items.push_back({{"resourceId", row.id},
                     {"resourceType", row.kind},
                     {"key", row.key},
                     {"value", row.value},
                     {"_token", row.id + "/" + row.key}});
  }
  return describe(call, std::move(items), "tagSet", "_token", kFilters, ItemOrder::kById);
}

}  // namespace eni::sandbox::ec2_service
