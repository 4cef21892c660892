/// CreateInternetGateway, DeleteInternetGateway, AttachInternetGateway, DetachInternetGateway, DescribeInternetGateways.
#include "sandbox/services/ec2/addresses/elastic_ips.h"
#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/pages.h"
#include "sandbox/services/ec2/parameters.h"
#include "sandbox/services/ec2/routing/internet_gateways.h"
#include "sandbox/services/ec2/routing/operations.h"
#include "sandbox/services/ec2/tags.h"
#include "sandbox/store/ec2_interface_repository.h"

namespace eni::sandbox::ec2_service {
namespace {

constexpr FilterName kFilters[] = {
    {"attachment.state", "attachmentSet.state"},
    {"attachment.vpc-id", "attachmentSet.vpcId"},
    {"internet-gateway-id", "internetGatewayId"},
    {"owner-id", "ownerId"},
};

void attach(const Call& call, Ec2Resource& gateway, const std::string& vpc) {
  gateway.scope = vpc;
  gateway.document["attachmentSet"] = internet_gateway_attachments(vpc);
  save(call, gateway);
}

bool has_public_addresses(const Call& call, const std::string& vpc) {
  auto& interfaces = call.store<Ec2InterfaceRepository>();
  constexpr int kAtOnce = 256;
  for (std::int64_t after = 0;;) {
    const auto some = interfaces.list(Ec2InterfaceRepository::By::kVpc, place_of(call), vpc, after, kAtOnce);
    for (const Ec2Interface& interface : some) {
      if (interface.document.contains("association")) return true;
    }
    if (some.size() < kAtOnce) return false;
    after = some.back().number;
  }
}

struct Pair {
  Ec2Resource gateway;
  std::string vpc;
};

ApiResult<Pair> read_pair(const Call& call) {
  ENI_TRY(const auto gateway_id, required_parameter(call, "InternetGatewayId"));
  ENI_TRY(const auto vpc_id, required_parameter(call, "VpcId"));
  ENI_TRY(auto gateway, own(call, "internet-gateway", gateway_id));
  ENI_TRY(const auto vpc, own(call, "vpc", vpc_id));
  return Pair{std::move(gateway), vpc.id};
}

}  // namespace

ApiResult<Reply> create_internet_gateway(Call& call) {
  ENI_TRY(const auto tags, tags_on_creation(call, "CreateInternetGateway", {"internet-gateway"}));
  const Ec2Resource gateway = make_internet_gateway(call, "", tags_for(tags, "internet-gateway"));
  return Reply{json::object{{"internetGateway", shown(call, gateway)}}};
}

ApiResult<Reply> delete_internet_gateway(Call& call) {
  ENI_TRY(const auto id, required_parameter(call, "InternetGatewayId"));
  ENI_TRY(const auto gateway, own(call, "internet-gateway", id));
  if (!gateway.scope.empty()) {
    return ApiError{"DependencyViolation",
                    "The internetGateway '" + id + "' has dependencies and cannot be deleted."};
  }
  call.store<Ec2Repository>().remove(id);
  return Reply{json::object{{"return", true}}};
}

ApiResult<Reply> attach_internet_gateway(Call& call) {
  ENI_TRY(auto pair, read_pair(call));
  if (!pair.gateway.scope.empty()) {
    return ApiError{"Resource.AlreadyAssociated",
                    "resource " + pair.gateway.id + " is already attached to network " + pair.gateway.scope};
  }
  if (has_internet_gateway(call, pair.vpc))
    return invalid_parameter_value("Network " + pair.vpc + " already has an internet gateway attached");
  attach(call, pair.gateway, pair.vpc);
  return Reply{json::object{{"return", true}}};
}

ApiResult<Reply> detach_internet_gateway(Call& call) {
  ENI_TRY(auto pair, read_pair(call));
  if (pair.gateway.scope != pair.vpc) {
    return ApiError{"Gateway.NotAttached",
                    "resource " + pair.gateway.id + " is not attached to network " + pair.vpc};
  }
  if (has_public_addresses(call, pair.vpc)) {
    return ApiError{"DependencyViolation",
                    "Network " + pair.vpc +
                        " has some mapped public address(es). Please unmap those public "
                        "address(es) before detaching the gateway."};
  }
  attach(call, pair.gateway, "");
  return Reply{json::object{{"return", true}}};
}

ApiResult<Reply> describe_internet_gateways(Call& call) {
  ENI_TRY(const auto gateways, own_listed(call, "internet-gateway", "InternetGatewayId"));
  std::vector<json::object> items;
  for (const Ec2Resource& gateway : gateways) items.push_back(shown(call, gateway));
  return describe(call, std::move(items), "internetGatewaySet", "internetGatewayId", kFilters);
}

}  // namespace eni::sandbox::ec2_service
