/// CreateVpcEndpoint, ModifyVpcEndpoint, DeleteVpcEndpoints, DescribeVpcEndpoints: records, for nothing in a VPC sends anything.
#include <algorithm>

#include "base/time_text.h"
#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/pages.h"
#include "sandbox/services/ec2/parameters.h"
#include "sandbox/services/ec2/resources.h"
#include "sandbox/services/ec2/routing/operations.h"
#include "sandbox/services/ec2/tags.h"

namespace eni::sandbox::ec2_service {
namespace {

constexpr std::string_view kKind = "vpc-endpoint";
constexpr std::string_view kFullAccess =
    R"({"Version":"2008-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]})";

constexpr FilterName kFilters[] = {
    {"ip-address-type", "ipAddressType"},
    {"service-name", "serviceName"},
    {"service-region", "serviceRegion"},
    {"vpc-endpoint-id", "vpcEndpointId"},
    {"vpc-endpoint-state", "state"},
    {"vpc-endpoint-type", "vpcEndpointType"},
    {"vpc-id", "vpcId"},
};

/// What an endpoint is tied to: the parameter's name within Add…, Remove… and alone, the kind, and the list in which it is shown.
struct EndpointAssociation {
  std::string_view parameter;
  std::string_view kind;
  std::string_view shown_as;
};
constexpr EndpointAssociation kAssociations[] = {{"RouteTableId", "route-table", "routeTableIdSet"},
                                                 {"SubnetId", "subnet", "subnetIdSet"},
                                                 {"SecurityGroupId", "security-group", "groupSet"}};

/// The element of a list for an id: groups are shown with their names.
json::value tied(const Call& call, const EndpointAssociation& association, const std::string& id) {
  if (association.kind != "security-group") return json::value(json::string(id));
  const auto group = find_own(call, association.kind, id);
  return json::object{{"groupId", id}, {"groupName", group ? text_at(group->document, "groupName") : ""}};
}

std::string id_of(const json::value& element) {
  return element.is_object() ? text_at(element, "groupId") : as_text(element);
}

/// Adds what PREFIX + the association's parameter lists. @error  NotFound
ApiResult<void> add_ties(const Call& call, const std::string& prefix, json::object& document) {
  for (const EndpointAssociation& association : kAssociations) {
    ENI_TRY(const auto ids, call.params.texts(prefix + std::string(association.parameter)));
    json::array list = array_at(document, association.shown_as);
    for (const std::string& id : ids) {
      ENI_CHECK(own(call, association.kind, id));
      const auto is_same = [&](const json::value& one) { return id_of(one) == id; };
      if (std::ranges::none_of(list, is_same)) list.push_back(tied(call, association, id));
    }
    document[association.shown_as] = std::move(list);
  }
  return {};
}

ApiResult<void> remove_ties(const Call& call, json::object& document) {
  for (const EndpointAssociation& association : kAssociations) {
    ENI_TRY(const auto ids, call.params.texts("Remove" + std::string(association.parameter)));
    json::array left;
    for (const json::value& one : array_at(document, association.shown_as))
      if (std::ranges::find(ids, id_of(one)) == ids.end()) left.push_back(one);
    document[association.shown_as] = std::move(left);
  }
  return {};
}

/// Policy, private DNS and kinds of addresses, as the call says them.
ApiResult<void> apply(const Call& call, json::object& document) {
  if (const auto policy = call.params.text("PolicyDocument")) {
    const auto parsed = parse_json(*policy);
    if (parsed.has_error() || !parsed->is_object())
      return ApiError{"InvalidPolicyDocument", "The policy document is not valid JSON."};
    document["policyDocument"] = *policy;
  }
  ENI_TRY(const auto is_private, call.params.boolean("PrivateDnsEnabled"));
  if (is_private) document["privateDnsEnabled"] = *is_private;
  if (const auto type = call.params.text("IpAddressType")) document["ipAddressType"] = *type;
  return {};
}

ApiResult<json::object> new_document(const Call& call, const std::string& id, const std::string& vpc) {
  ENI_TRY(const auto service, required_parameter(call, "ServiceName"));
  const std::string type = call.params.text_or("VpcEndpointType", "Gateway");
  if (type != "Gateway" && type != "Interface") return unsupported("VPC endpoints of the type " + type);
  const bool is_interface = type == "Interface";
  json::object document{{"vpcEndpointId", id},
                        {"vpcEndpointType", type},
                        {"vpcId", vpc},
                        {"serviceName", service},
                        {"state", "available"},
                        {"policyDocument", kFullAccess},
                        {"ipAddressType", "ipv4"},
                        {"privateDnsEnabled", is_interface},
                        {"requesterManaged", false},
                        {"networkInterfaceIdSet", json::array()},
                        {"dnsEntrySet", json::array()},
                        {"creationTimestamp", iso8601_millis(call.now())},
                        {"ownerId", call.account().value},
                        {"serviceRegion", call.region.value}};
  document["dnsOptions"] = json::object{{"dnsRecordIpType", is_interface ? "ipv4" : "service-defined"}};
  ENI_CHECK(add_ties(call, "", document));
  ENI_CHECK(apply(call, document));
  return document;
}

}  // namespace

ApiResult<Reply> create_vpc_endpoint(Call& call) {
  ENI_TRY(const auto vpc_id, required_parameter(call, "VpcId"));
  ENI_TRY(const auto vpc, own(call, "vpc", vpc_id));
  ENI_TRY(const auto tags, tags_on_creation(call, "CreateVpcEndpoint", {kKind}));
  const std::string id = new_id(call, "vpce-");
  ENI_TRY(auto document, new_document(call, id, vpc.id));
  const Ec2Resource endpoint = make(call, kKind, id, vpc.id, std::move(document), tags_for(tags, kKind));
  return Reply{json::object{{"vpcEndpoint", shown(call, endpoint)}}};
}

ApiResult<Reply> modify_vpc_endpoint(Call& call) {
  ENI_TRY(const auto id, required_parameter(call, "VpcEndpointId"));
  ENI_TRY(auto endpoint, own(call, kKind, id));
  ENI_CHECK(remove_ties(call, endpoint.document));
  ENI_CHECK(add_ties(call, "Add", endpoint.document));
  ENI_TRY(const auto is_reset, call.params.boolean("ResetPolicy"));
  if (is_reset.value_or(false)) endpoint.document["policyDocument"] = kFullAccess;
  ENI_CHECK(apply(call, endpoint.document));
  save(call, endpoint);
  return Reply{json::object{{"return", true}}};
}

/// Those that are not there are told one by one; the others are deleted.
ApiResult<Reply> delete_vpc_endpoints(Call& call) {
  ENI_TRY(const auto ids, call.params.texts("VpcEndpointId"));
  json::array failed;
  for (const std::string& id : ids) {
    const auto endpoint = own(call, kKind, id);
    if (endpoint) {
      call.store<Ec2Repository>().remove(id);
    } else {
      json::object error{{"code", endpoint.error().code}, {"message", endpoint.error().message}};
      failed.push_back(json::object{{"resourceId", id}, {"error", std::move(error)}});
    }
  }
  return Reply{json::object{{"unsuccessful", std::move(failed)}}};
}

ApiResult<Reply> describe_vpc_endpoints(Call& call) {
  ENI_TRY(const auto endpoints, own_listed(call, kKind, "VpcEndpointId"));
  std::vector<json::object> items;
  for (const Ec2Resource& endpoint : endpoints) items.push_back(shown(call, endpoint));
  return describe(call, std::move(items), "vpcEndpointSet", "vpcEndpointId", kFilters);
}

}  // namespace eni::sandbox::ec2_service
