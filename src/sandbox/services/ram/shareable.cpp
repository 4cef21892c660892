#include "sandbox/services/ram/shareable.h"

#include "aws/arn.h"
#include "sandbox/gateway/gateway.h"
#include "sandbox/services/ram/input.h"

namespace eni::sandbox::ram_service {
namespace {

ApiError unknown_resource(const std::string& arn) {
  return {"UnknownResourceException", "Resource " + arn + " could not be found."};
}

/// As EC2 shows it to the caller's account, which sees what others share with it, too; null if it shows none.
json::value shown_subnet(const ApiResult<Reply>& reply) {
  const json::value* set = reply ? find(reply->value, "subnetSet") : nullptr;
  if (!set || !set->is_array() || set->get_array().empty()) return nullptr;
  return set->get_array().front();
}

Task<ApiResult<void>> check_subnet(const Call& call, std::string text) {
  const auto arn = aws::Arn::parse(text);
  if (!arn)
    co_return ApiError{"MalformedArnException", "The specified resource ARN " + text + " is not valid."};
  if (arn->service != "ec2" || arn->resource_type() != "subnet")
    co_return invalid_parameter("the sandbox shares subnets only: " + text);
  const Principal ram = Principal::service("ram.amazonaws.com", call.account());
  json::object params{{"SubnetId", json::array{json::string(arn->resource_id())}}};
  auto asking = call.env.gateway.call(ram, call.region, "ec2", "DescribeSubnets", std::move(params));
  const ApiResult<Reply> reply = co_await std::move(asking);
  const json::value subnet = shown_subnet(reply);
  const bool is_own = !subnet.is_null() && as_text(subnet.at("ownerId")) == call.account().value &&
                      arn->account == call.account().value && arn->region == call.region.value;
  if (!is_own) co_return unknown_resource(text);
  if (subnet.at("defaultForAz").as_bool())
    co_return invalid_parameter("Default subnets cannot be shared: " + text);
  co_return ApiResult<void>{};
}

}  // namespace

Task<ApiResult<void>> check_shareable(const Call& call, const std::vector<RamAssociation>& associations) {
  for (const RamAssociation& association : associations) {
    if (association.type != "RESOURCE") continue;
    auto checking = check_subnet(call, association.entity);
    ENI_CO_CHECK(co_await std::move(checking));
  }
  co_return ApiResult<void>{};
}

}  // namespace eni::sandbox::ram_service
