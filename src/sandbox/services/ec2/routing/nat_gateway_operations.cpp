/// CreateNatGateway, DeleteNatGateway, DescribeNatGateways.
#include "base/time_text.h"
#include "sandbox/services/ec2/addresses/elastic_ips.h"
#include "sandbox/services/ec2/client_tokens.h"
#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/interfaces/addresses.h"
#include "sandbox/services/ec2/pages.h"
#include "sandbox/services/ec2/parameters.h"
#include "sandbox/services/ec2/routing/nat_gateways.h"
#include "sandbox/services/ec2/routing/operations.h"
#include "sandbox/services/ec2/tags.h"
#include "sandbox/services/ec2/vpcs/subnets.h"

namespace eni::sandbox::ec2_service {
namespace {

constexpr FilterName kFilters[] = {
    {"nat-gateway-id", "natGatewayId"}, {"state", "state"}, {"subnet-id", "subnetId"}, {"vpc-id", "vpcId"}};

/// The gateway's interface is EC2's own.
Call own_call(const Call& call) {
  return Call{call.env, Principal::service("ec2.amazonaws.com", call.account()), call.region,
              call.env.random.uuid(), json::object{}};
}

ApiResult<Ec2Interface> make_own_interface(const Call& own, const Ec2Resource& subnet, const std::string& id,
                                           const std::optional<std::string>& address) {
  NewInterface wanted;
  wanted.subnet = subnet;
  wanted.type = "nat_gateway";
  wanted.description = "Interface for NAT Gateway " + id;
  wanted.primary_address = address;
  wanted.address6_count = 0;
  ENI_TRY(auto interface, make_interface(own, wanted));
  interface.attachment = new_id(own, "ela-attach-");
  interface.document["sourceDestCheck"] = false;
  interface.document["attachment"] = json::object{{"attachmentId", interface.attachment},
                                                  {"instanceOwnerId", "amazon-aws"},
                                                  {"deviceIndex", 1},
                                                  {"status", "attached"},
                                                  {"deleteOnTermination", false}};
  update_status(interface);
  save(own, interface);
  return interface;
}

/// What goes wrong behind AWS's back makes a gateway that fails, not an error.
struct Failure {
  std::string code;
  std::string message;
};
std::optional<Failure> find_failure(const Call& call, const Ec2Resource& subnet,
                                    const std::optional<Ec2Resource>& elastic_ip) {
  if (!elastic_ip) return std::nullopt;
  if (!has_internet_gateway(call, subnet.scope))
    return Failure{"Gateway.NotAttached", "Network " + subnet.scope + " has no Internet gateway attached"};
  if (!association_of(*elastic_ip).empty()) {
    return Failure{"Resource.AlreadyAssociated",
                   "Elastic IP address [" + elastic_ip->id + "] is already associated"};
  }
  return std::nullopt;
}

json::object address_of(const Ec2Interface& interface, const std::optional<Ec2Resource>& elastic_ip) {
  json::object address{{"networkInterfaceId", interface.id},
                       {"privateIp", primary_address(interface)},
                       {"isPrimary", true},
                       {"status", "succeeded"}};
  if (elastic_ip) {
    address["allocationId"] = elastic_ip->id;
    address["publicIp"] = elastic_ip->document.at("publicIp");
    address["associationId"] = association_of(*elastic_ip);
  }
  return address;
}

/// Gives the new gateway its interface and address.
ApiResult<json::array> equip(const Call& call, const Ec2Resource& subnet, const std::string& id,
                             std::optional<Ec2Resource>& elastic_ip) {
  const Call own = own_call(call);
  ENI_TRY(auto interface, make_own_interface(own, subnet, id, call.params.text("PrivateIpAddress")));
  if (elastic_ip) record_association(own, *elastic_ip, interface, primary_address(interface));
  return json::array{address_of(interface, elastic_ip)};
}

Reply reply_with(const Call& call, const Ec2Resource& gateway, std::string_view state) {
  json::object item = nat_gateway_item(call, gateway);
  item["state"] = state;
  json::object reply{{"natGateway", std::move(item)}};
  if (const auto token = call.params.text("ClientToken")) reply["clientToken"] = *token;
  return reply;
}

/// Of a public gateway; a private one has none.
ApiResult<std::optional<Ec2Resource>> find_elastic_ip(const Call& call, const std::string& connectivity) {
  const auto id = call.params.text("AllocationId");
  if (connectivity == "private") {
    if (id) return invalid_parameter_combination("AllocationId is not allowed for private NAT gateways");
    return std::optional<Ec2Resource>{};
  }
  if (connectivity != "public")
    return invalid_parameter_value("Value (" + connectivity + ") for parameter connectivityType is invalid.");
  if (!id) return missing_parameter("allocationId");
  ENI_TRY(auto address, own(call, "elastic-ip", *id));
  return std::optional{std::move(address)};
}

}  // namespace

ApiResult<Reply> create_nat_gateway(Call& call) {
  const ClientToken token{call, "CreateNatGateway"};
  ENI_TRY(const auto before, token.find());
  if (before) {
    ENI_TRY(const auto gateway, own(call, "natgateway", *before));
    return reply_with(call, gateway, nat_gateway_state(call, gateway));
  }
  ENI_TRY(const auto subnet_id, required_parameter(call, "SubnetId"));
  const std::string connectivity = call.params.text_or("ConnectivityType", "public");
  ENI_TRY(auto elastic_ip, find_elastic_ip(call, connectivity));
  ENI_TRY(const auto subnet, own(call, "subnet", subnet_id));
  ENI_TRY(const auto tags, tags_on_creation(call, "CreateNatGateway", {"natgateway"}));

  const std::string id = new_id(call, "nat-");
  json::object document = nat_gateway_times(call);
  document["natGatewayId"] = id;
  document["subnetId"] = subnet.id;
  document["vpcId"] = subnet.scope;
  document["connectivityType"] = connectivity;
  document["natGatewayAddressSet"] = json::array{};
  if (const auto failure = find_failure(call, subnet, elastic_ip)) {
    document["failureCode"] = failure->code;
    document["failureMessage"] = failure->message;
  } else {
    ENI_TRY(auto addresses, equip(call, subnet, id, elastic_ip));
    document["natGatewayAddressSet"] = std::move(addresses);
  }
  const Ec2Resource gateway =
      make(call, "natgateway", id, subnet.id, std::move(document), tags_for(tags, "natgateway"));
  token.remember(id);
  return reply_with(call, gateway, "pending");
}

ApiResult<Reply> delete_nat_gateway(Call& call) {
  ENI_TRY(const auto id, required_parameter(call, "NatGatewayId"));
  ENI_TRY(auto gateway, own(call, "natgateway", id));
  if (!gateway.document.contains("deleteTime")) {
    const Call own = own_call(call);
    for (const json::value& address : gateway.document.at("natGatewayAddressSet").as_array()) {
      const auto interface =
          call.store<Ec2InterfaceRepository>().find(as_text(address.at("networkInterfaceId")));
      if (interface) remove_interface(own, *interface);
    }
    gateway.document["deleteTime"] = iso8601(call.now());
    save(call, gateway);
  }
  return Reply{json::object{{"natGatewayId", id}}};
}

ApiResult<Reply> describe_nat_gateways(Call& call) {
  forget_old_nat_gateways(call);
  ENI_TRY(const auto gateways, own_listed(call, "natgateway", "NatGatewayId"));
  std::vector<json::object> items;
  for (const Ec2Resource& gateway : gateways) items.push_back(nat_gateway_item(call, gateway));
  return describe(call, std::move(items), "natGatewaySet", "natGatewayId", kFilters);
}

}  // namespace eni::sandbox::ec2_service
