#include "sandbox/services/ec2/resources.h"

#include <algorithm>
#include <stdexcept>

#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/tags.h"

namespace eni::sandbox::ec2_service {
namespace {

/// Source: Amazon EC2 API Reference, "Error codes for the Amazon EC2 API".
constexpr Kind kKinds[] = {
    {"dhcp-options", "dopt-", "InvalidDhcpOptionID.NotFound", "dhcpOption", "InvalidDhcpOptionsId.Malformed"},
    {"egress-only-internet-gateway", "eigw-", "InvalidGatewayID.NotFound", "eigw"},
    {"elastic-ip", "eipalloc-", "InvalidAllocationID.NotFound", "allocation"},
    {"image", "ami-", "InvalidAMIID.NotFound", "image", "InvalidAMIID.Malformed"},
    {"instance", "i-", "InvalidInstanceID.NotFound", "instance", "InvalidInstanceID.Malformed"},
    {"internet-gateway", "igw-", "InvalidInternetGatewayID.NotFound", "internetGateway"},
    {"key-pair", "key-", "InvalidKeyPair.NotFound", "key pair"},
    {"launch-template", "lt-", "InvalidLaunchTemplateId.NotFound", "launchTemplate",
     "InvalidLaunchTemplateId.Malformed"},
    {"natgateway", "nat-", "NatGatewayNotFound", "natGateway"},
    {"network-acl", "acl-", "InvalidNetworkAclID.NotFound", "networkAcl"},
    {"network-interface", "eni-", "InvalidNetworkInterfaceID.NotFound", "networkInterface",
     "InvalidNetworkInterfaceId.Malformed"},
    {"prefix-list", "pl-", "InvalidPrefixListID.NotFound", "prefix list", "InvalidPrefixListId.Malformed"},
    {"route-table", "rtb-", "InvalidRouteTableID.NotFound", "routeTable"},
    {"security-group", "sg-", "InvalidGroup.NotFound", "security group", "InvalidGroupId.Malformed"},
    {"security-group-rule", "sgr-", "InvalidSecurityGroupRuleId.NotFound", "security group rule",
     "InvalidSecurityGroupRuleId.Malformed"},
    {"subnet", "subnet-", "InvalidSubnetID.NotFound", "subnet"},
    {"volume", "vol-", "InvalidVolume.NotFound", "volume"},
    {"vpc", "vpc-", "InvalidVpcID.NotFound", "vpc"},
    {"vpc-flow-log", "fl-", "InvalidFlowLogId.NotFound", "flow log"},
    {"vpc-endpoint", "vpce-", "InvalidVpcEndpointId.NotFound", "Vpc Endpoint"},
    {"vpn-gateway", "vgw-", "InvalidVpnGatewayID.NotFound", "vpnGateway"},
};

constexpr std::size_t kIdDigits = 17;
constexpr std::size_t kOldIdDigits = 8;  ///< of what was made before 2016, and of prefix lists

/// Kinds that decide which packets leave a subnet, and where they go.
bool is_routing(std::string_view kind) {
  constexpr std::string_view kRouting[] = {"route-table", "network-acl", "internet-gateway", "natgateway",
                                           "subnet"};
  return std::find(std::begin(kRouting), std::end(kRouting), kind) != std::end(kRouting);
}

}  // namespace

const Kind& kind_of(std::string_view name) {
  const auto* row = std::find_if(std::begin(kKinds), std::end(kKinds),
                                 [name](const Kind& kind) { return kind.name == name; });
  if (row == std::end(kKinds)) throw std::logic_error("no such kind: " + std::string(name));
  return *row;
}

const Kind* kind_of_id(std::string_view id) {
  // The digits have no hyphen, so what comes before them is the whole prefix: that of "eni-attach-1" is no interface's.
  const auto hyphen = id.rfind('-');
  if (hyphen == std::string_view::npos) return nullptr;
  const std::string_view prefix = id.substr(0, hyphen + 1);
  const auto* row = std::find_if(std::begin(kKinds), std::end(kKinds),
                                 [prefix](const Kind& kind) { return kind.prefix == prefix; });
  return row == std::end(kKinds) ? nullptr : row;
}

ApiError not_found(const Kind& kind, std::string_view id) {
  if (kind.name == "security-group")
    return {std::string(kind.not_found), "The security group '" + std::string(id) + "' does not exist"};
  if (kind.name == "natgateway")
    return {std::string(kind.not_found), "The Nat Gateway " + std::string(id) + " was not found"};
  if (kind.name == "volume")
    return {std::string(kind.not_found), "The volume '" + std::string(id) + "' does not exist."};
  return not_found(kind.not_found, kind.noun, id);
}

ApiResult<void> check_form(const Kind& kind, std::string_view id) {
  if (kind.malformed.empty()) return {};
  std::string message = "Invalid id: \"" + std::string(id) + "\"";
  if (!id.starts_with(kind.prefix)) {
    message.append(" (expecting \"").append(kind.prefix).append("...\")");
    return ApiError{std::string(kind.malformed), std::move(message)};
  }
  const std::string_view digits = id.substr(kind.prefix.size());
  const bool fits = (digits.size() == kIdDigits || digits.size() == kOldIdDigits) &&
                    digits.find_first_not_of(kLowerHex) == std::string_view::npos;
  if (!fits) return ApiError{std::string(kind.malformed), std::move(message)};
  return {};
}

std::string new_id(const Call& call, std::string_view prefix) {
  return std::string(prefix) + call.random().text(kIdDigits, kLowerHex);
}

Ec2Place place_of(const Call& call) { return {call.account().value, call.region.value}; }

std::optional<Ec2Resource> find_own(const Call& call, std::string_view kind, std::string_view id) {
  auto resource = call.store<Ec2Repository>().find(id);
  const bool is_own = resource && resource->kind == kind && resource->region == call.region.value &&
                      resource->account == call.account().value;
  return is_own ? std::move(resource) : std::nullopt;
}

ApiResult<Ec2Resource> own(const Call& call, std::string_view kind, std::string_view id) {
  ENI_CHECK(check_form(kind_of(kind), id));
  auto resource = find_own(call, kind, id);
  if (!resource) return not_found(kind_of(kind), id);
  return *std::move(resource);
}

ApiResult<std::vector<Ec2Resource>> own_listed(const Call& call, std::string_view kind,
                                               std::string_view parameter) {
  ENI_TRY(const auto ids, call.params.texts(parameter));
  if (ids.empty()) return call.store<Ec2Repository>().list(place_of(call), kind);
  std::vector<Ec2Resource> out;
  for (const std::string& id : ids) {
    ENI_TRY(auto resource, own(call, kind, id));
    out.push_back(std::move(resource));
  }
  return out;
}

Ec2Resource make(const Call& call, std::string_view kind, std::string id, std::string scope,
                 json::object document, const Ec2Tags& tags) {
  Ec2Resource resource{std::move(id),     call.account().value, call.region.value,
                       std::string(kind), std::move(scope),     std::move(document)};
  auto& repository = call.store<Ec2Repository>();
  repository.insert(resource);
  put_tags(repository, resource.id, tags);
  return resource;
}

void save(const Call& call, const Ec2Resource& resource) {
  call.store<Ec2Repository>().update(resource);
  if (is_routing(resource.kind)) publish_routing_change(call, resource.id);
}

void publish_routing_change(const Call& call, const std::string& id) {
  Event event{"sandbox.ec2", "VPC Routing Change", call.account(), call.region, {}, {}};
  if (!call.env.is_heard(event)) return;
  event.detail = {{"resource-id", id}};
  call.env.publish(std::move(event));
}

json::object shown(const Call& call, const Ec2Resource& resource) {
  json::object item;
  for (const auto& member : resource.document) {
    if (!member.key().starts_with('_')) item.emplace(member.key(), member.value());
  }
  item["tagSet"] = tag_set(call.store<Ec2Repository>().tags(resource.id));
  return item;
}

std::string arn_of(const Call& call, std::string_view account, std::string_view kind, std::string_view id) {
  std::string arn = "arn:";
  arn.append(call.partition()).append(":ec2:").append(call.region.value).append(":").append(account);
  return arn.append(":").append(kind).append("/").append(id);
}

}  // namespace eni::sandbox::ec2_service
