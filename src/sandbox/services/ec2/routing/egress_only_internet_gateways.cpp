/// CreateEgressOnlyInternetGateway, DeleteEgressOnlyInternetGateway, DescribeEgressOnlyInternetGateways.
#include "sandbox/services/ec2/pages.h"
#include "sandbox/services/ec2/parameters.h"
#include "sandbox/services/ec2/resources.h"
#include "sandbox/services/ec2/routing/internet_gateways.h"
#include "sandbox/services/ec2/routing/operations.h"
#include "sandbox/services/ec2/tags.h"

namespace eni::sandbox::ec2_service {
namespace {

constexpr std::string_view kKind = "egress-only-internet-gateway";

}  // namespace

ApiResult<Reply> create_egress_only_internet_gateway(Call& call) {
  ENI_TRY(const auto vpc_id, required_parameter(call, "VpcId"));
  ENI_TRY(const auto vpc, own(call, "vpc", vpc_id));
  ENI_TRY(const auto tags, tags_on_creation(call, "CreateEgressOnlyInternetGateway", {kKind}));
  const std::string id = new_id(call, "eigw-");
  json::array attachments;
  attachments.push_back(json::object{{"vpcId", vpc.id}, {"state", "attached"}});
  json::object document{{"egressOnlyInternetGatewayId", id}, {"attachmentSet", std::move(attachments)}};
  const Ec2Resource gateway = make(call, kKind, id, vpc.id, std::move(document), tags_for(tags, kKind));
  return Reply{json::object{{"egressOnlyInternetGateway", shown(call, gateway)}}};
}

ApiResult<Reply> delete_egress_only_internet_gateway(Call& call) {
  ENI_TRY(const auto id, required_parameter(call, "EgressOnlyInternetGatewayId"));
  ENI_TRY(const auto gateway, own(call, kKind, id));
  call.store<Ec2Repository>().remove(gateway.id);
  publish_routing_change(call, gateway.id);
  return Reply{json::object{{"returnCode", true}}};
}

ApiResult<Reply> describe_egress_only_internet_gateways(Call& call) {
  ENI_TRY(const auto gateways, own_listed(call, kKind, "EgressOnlyInternetGatewayId"));
  std::vector<json::object> items;
  for (const Ec2Resource& gateway : gateways) items.push_back(shown(call, gateway));
  return describe(call, std::move(items), "egressOnlyInternetGatewaySet", "egressOnlyInternetGatewayId", {});
}

}  // namespace eni::sandbox::ec2_service
