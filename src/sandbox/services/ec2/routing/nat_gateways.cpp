#include "sandbox/services/ec2/routing/nat_gateways.h"

#include "base/time_text.h"

namespace eni::sandbox::ec2_service {
namespace {

/// About as long as AWS takes; with the pace "instant" none.
constexpr Duration kUntilAvailable = std::chrono::seconds{90};
constexpr Duration kUntilDeleted = std::chrono::seconds{45};
/// For how long a deleted one stays described. Source: Amazon VPC User Guide, "NAT gateways".
constexpr Duration kOblivion = std::chrono::hours{1};

std::optional<TimePoint> time_in(const Ec2Resource& gateway, std::string_view member) {
  const auto text = find_string(gateway.document, member);
  return text ? parse_iso8601(*text) : std::nullopt;
}

bool has_passed(const Call& call, TimePoint since, Duration on_aws) {
  return call.env.settings.pace == Settings::Pace::kInstant || call.now() >= since + on_aws;
}

}  // namespace

std::string nat_gateway_state(const Call& call, const Ec2Resource& gateway) {
  if (const auto deleted = time_in(gateway, "deleteTime"))
    return has_passed(call, *deleted, kUntilDeleted) ? "deleted" : "deleting";
  if (gateway.document.contains("failureCode")) return "failed";
  const auto made = time_in(gateway, "createTime");
  return !made || has_passed(call, *made, kUntilAvailable) ? "available" : "pending";
}

json::object nat_gateway_times(const Call& call) {
  const bool is_instant = call.env.settings.pace == Settings::Pace::kInstant;
  const TimePoint available = call.now() + (is_instant ? Duration{0} : kUntilAvailable);
  return {{"createTime", iso8601(call.now())}, {"_availableTime", iso8601(available)}};
}

bool is_nat_gateway_usable(const Call& call, std::string_view id) {
  const auto gateway = find_own(call, "natgateway", id);
  return gateway && !gateway->document.contains("deleteTime");
}

void forget_old_nat_gateways(const Call& call) {
  auto& repository = call.store<Ec2Repository>();
  for (const Ec2Resource& gateway : repository.list(place_of(call), "natgateway")) {
    const auto deleted = time_in(gateway, "deleteTime");
    if (deleted && call.now() >= *deleted + kOblivion) repository.remove(gateway.id);
  }
}

json::object nat_gateway_item(const Call& call, const Ec2Resource& gateway) {
  json::object item = shown(call, gateway);
  item["state"] = nat_gateway_state(call, gateway);
  return item;
}

}  // namespace eni::sandbox::ec2_service
