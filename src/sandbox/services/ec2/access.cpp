#include "sandbox/services/ec2/access.h"

#include <algorithm>

#include "machine_images/machine_images.h"
#include "sandbox/services/ec2/resources.h"
#include "sandbox/services/ec2/vpcs/subnets.h"
#include "sandbox/services/ec2/vpcs/vpcs.h"
#include "sandbox/store/ec2_interface_repository.h"

namespace eni::sandbox::ec2_service {
namespace {

/// What authorization needs to know of a resource. Of one that the caller cannot see nothing is known but its kind.
struct Named {
  std::string kind;
  std::string account;
  std::string name;  ///< as its ARN has it
  std::string vpc;
  std::string subnet;
  json::object document;
};

/// A condition key of a kind, and the member of its document that is the value: "placement.tenancy".
struct KeyOfKind {
  std::string_view kind;
  std::string_view key;
  std::string_view member;
};

/// "=id", "=vpc" and "=subnet" are of no document: the id itself, and the ARNs of what the resource lies in.
constexpr KeyOfKind kKeys[] = {
    {"elastic-ip", "ec2:AllocationId", "=id"},
    {"elastic-ip", "ec2:Domain", "domain"},
    {"elastic-ip", "ec2:PublicIpAddress", "publicIp"},
    {"instance", "ec2:AvailabilityZone", "placement.availabilityZone"},
    {"instance", "ec2:AvailabilityZoneId", "placement.availabilityZoneId"},
    {"instance", "ec2:EbsOptimized", "ebsOptimized"},
    {"instance", "ec2:InstanceAutoRecovery", "maintenanceOptions.autoRecovery"},
    {"instance", "ec2:InstanceID", "=id"},
    {"instance", "ec2:InstanceMetadataTags", "metadataOptions.instanceMetadataTags"},
    {"instance", "ec2:InstanceProfile", "iamInstanceProfile.arn"},
    {"instance", "ec2:InstanceType", "instanceType"},
    {"instance", "ec2:MetadataHttpEndpoint", "metadataOptions.httpEndpoint"},
    {"instance", "ec2:MetadataHttpPutResponseHopLimit", "metadataOptions.httpPutResponseHopLimit"},
    {"instance", "ec2:MetadataHttpTokens", "metadataOptions.httpTokens"},
    {"instance", "ec2:RootDeviceType", "rootDeviceType"},
    {"instance", "ec2:Tenancy", "placement.tenancy"},
    {"internet-gateway", "ec2:InternetGatewayID", "=id"},
    {"key-pair", "ec2:KeyPairName", "keyName"},
    {"key-pair", "ec2:KeyPairType", "keyType"},
    {"natgateway", "ec2:Vpc", "=vpc"},
    {"network-acl", "ec2:NetworkAclID", "=id"},
    {"network-acl", "ec2:Vpc", "=vpc"},
    {"network-interface", "ec2:AvailabilityZone", "availabilityZone"},
    {"network-interface", "ec2:NetworkInterfaceID", "=id"},
    {"network-interface", "ec2:Subnet", "=subnet"},
    {"network-interface", "ec2:Vpc", "=vpc"},
    {"route-table", "ec2:RouteTableID", "=id"},
    {"route-table", "ec2:Vpc", "=vpc"},
    {"security-group", "ec2:SecurityGroupID", "=id"},
    {"security-group", "ec2:Vpc", "=vpc"},
    {"subnet", "ec2:AvailabilityZone", "availabilityZone"},
    {"subnet", "ec2:AvailabilityZoneId", "availabilityZoneId"},
    {"subnet", "ec2:SubnetID", "=id"},
    {"subnet", "ec2:Vpc", "=vpc"},
    {"volume", "ec2:AvailabilityZone", "availabilityZone"},
    {"volume", "ec2:Encrypted", "encrypted"},
    {"volume", "ec2:VolumeID", "=id"},
    {"volume", "ec2:VolumeIops", "iops"},
    {"volume", "ec2:VolumeSize", "size"},
    {"volume", "ec2:VolumeThroughput", "throughput"},
    {"volume", "ec2:VolumeType", "volumeType"},
    {"vpc", "ec2:Tenancy", "instanceTenancy"},
    {"vpc", "ec2:VpcID", "=id"},
    {"vpc-endpoint", "ec2:VpceServiceName", "serviceName"},
};

Named look_up_image(const Call& call, std::string_view id) {
  Named named{"image", "", std::string(id), {}, {}, {}};
  if (const auto* image = machine_images::find_image(call.region.value, id))
    named.document = {{"ownerId", image->owner_id}};
  return named;
}

Named look_up(const Call& call, std::string_view id) {
  const Kind* kind = kind_of_id(id);
  Named named{kind ? std::string(kind->name) : "*", call.account().value, std::string(id), {}, {}, {}};
  if (named.kind == "image") return look_up_image(call, id);
  if (named.kind == "network-interface") {
    auto interface = call.store<Ec2InterfaceRepository>().find(id);
    if (interface && interface->account == named.account) {
      named.vpc = interface->vpc;
      named.subnet = interface->subnet;
      named.document = std::move(interface->document);
    }
  } else if (auto subnet = named.kind == "subnet" ? find_subnet(call, id) : std::nullopt) {
    named.account = subnet->account;
    named.vpc = subnet->scope;
    named.document = std::move(subnet->document);
  } else if (auto resource = find_own(call, named.kind, id)) {
    named.vpc = text_at(resource->document, "vpcId");
    named.document = std::move(resource->document);
  }
  // Key pairs are those of their names in ARNs.
  if (named.kind == "key-pair") named.name = find_string(named.document, "keyName").value_or(named.name);
  return named;
}

/// "" if the document does not have it.
std::string member_text(const json::object& document, std::string_view path) {
  const json::object* holder = &document;
  if (const auto dot = path.find('.'); dot != std::string_view::npos) {
    holder = &object_at(document, path.substr(0, dot));
    path.remove_prefix(dot + 1);
  }
  return scalar_text_at(*holder, path);
}

std::string value_of(const Call& call, const Named& named, std::string_view id, std::string_view member) {
  if (member == "=id") return named.document.empty() ? std::string{} : std::string(id);
  if (member == "=vpc") return named.vpc.empty() ? "" : arn_of(call, named.account, "vpc", named.vpc);
  if (member == "=subnet")
    return named.subnet.empty() ? "" : arn_of(call, named.account, "subnet", named.subnet);
  return member_text(named.document, member);
}

ConditionKeys keys_of(const Call& call, const Named& named, std::string_view id) {
  ConditionKeys keys;
  for (const auto& [key, value] : call.store<Ec2Repository>().tags(id)) {
    keys.emplace_back("aws:ResourceTag/" + key, value);
    keys.emplace_back("ec2:ResourceTag/" + key, value);
  }
  for (const KeyOfKind& row : kKeys) {
    if (row.kind != named.kind) continue;
    if (std::string value = value_of(call, named, id, row.member); !value.empty())
      keys.emplace_back(row.key, std::move(value));
  }
  if (named.document.empty()) return keys;
  if (named.kind == "instance") {
    const bool is_spot = text_at(named.document, "instanceLifecycle") == "spot";
    keys.emplace_back("ec2:InstanceMarketType", is_spot ? "spot" : "on-demand");
  } else if (named.kind == "image") {
    keys.insert(keys.end(), {{"ec2:ImageID", std::string(id)},
                             {"ec2:ImageType", "machine"},
                             {"ec2:Owner", text_at(named.document, "ownerId")},
                             {"ec2:Public", "true"},
                             {"ec2:RootDeviceType", "ebs"}});
  }
  return keys;
}

std::vector<std::string> texts_in(const Call& call, std::string_view parameter) {
  const json::value* value = call.params.find(parameter);
  std::vector<std::string> texts;
  if (value && value->is_array()) {
    for (const json::value& element : value->get_array()) texts.push_back(as_text(element));
  } else if (value && value->is_string()) {
    texts.push_back(as_text(*value));
  }
  return texts;
}

/// Ids of what belongs to a resource, in its document, and the member that says what it joins that with.
struct Association {
  std::string_view prefix;
  std::string_view kind;    ///< of the resource
  std::string_view list;    ///< of its document; "": the document itself
  std::string_view member;  ///< that is the id
  std::string_view other;   ///< member that is the id of the other resource; "" if there is none
};

constexpr Association kAssociations[] = {
    {"eipassoc-", "elastic-ip", "", "associationId", "networkInterfaceId"},
    {"rtbassoc-", "route-table", "associationSet", "routeTableAssociationId", "subnetId"},
    {"subnet-cidr-assoc-", "subnet", "ipv6CidrBlockAssociationSet", "associationId", ""},
    {"vpc-cidr-assoc-", "vpc", "cidrBlockAssociationSet", "associationId", ""},
    {"vpc-cidr-assoc-", "vpc", "ipv6CidrBlockAssociationSet", "associationId", ""},
};

/// The object that is the association, or nullptr.
const json::object* find_association(const json::object& document, const Association& row,
                                     std::string_view id) {
  if (row.list.empty()) return text_at(document, row.member) == id ? &document : nullptr;
  for (const json::value& element : array_at(document, row.list))
    if (text_at(element, row.member) == id) return element.if_object();
  return nullptr;
}

std::vector<std::string> joined_by(const Call& call, const Association& row, std::string_view id) {
  for (const Ec2Resource& resource : call.store<Ec2Repository>().list(place_of(call), row.kind)) {
    const json::object* association = find_association(resource.document, row, id);
    if (!association) continue;
    std::vector<std::string> ids{resource.id};
    if (std::string other = text_at(*association, row.other); !other.empty()) ids.push_back(std::move(other));
    return ids;
  }
  return {};
}

std::vector<std::string> joined_by(const Call& call, std::string_view id) {
  if (id.starts_with("eni-attach-")) {
    const auto interface = call.store<Ec2InterfaceRepository>().find_by_attachment(id);
    if (!interface || interface->account != call.account().value) return {};
    if (interface->instance.empty()) return {interface->id};
    return {interface->id, interface->instance};
  }
  if (id.starts_with("iip-assoc-")) {
    const auto found = call.store<Ec2Repository>().find(id);
    if (!found || found->account != call.account().value) return {};
    return {found->scope};
  }
  for (const Association& row : kAssociations)
    if (id.starts_with(row.prefix))
      if (auto ids = joined_by(call, row, id); !ids.empty()) return ids;
  return {};
}

/// Parameters that name a resource otherwise than by its id: its kind, and the member that has the text.
struct OtherName {
  std::string_view parameter;
  std::string_view kind;
  std::string_view member;
};

constexpr OtherName kOtherNames[] = {
    {"GroupName", "security-group", "groupName"},
    {"KeyName", "key-pair", "keyName"},
    {"LaunchTemplateName", "launch-template", "launchTemplateName"},
    {"PublicIp", "elastic-ip", "publicIp"},
};

/// Names of security groups are those of the default VPC's.
bool can_be_named(const Ec2Resource& resource, const std::optional<Ec2Resource>& default_vpc) {
  return resource.kind != "security-group" ||
         (default_vpc && text_at(resource.document, "vpcId") == default_vpc->id);
}

/// By a name: a resource that there is, or all of the kind where nothing has the name, which a key pair's ARN has all the same.
void add_by_name(Access& access, const Call& call, const OtherName& row, const std::string& text) {
  const auto default_vpc = row.kind == "security-group" ? find_default_vpc(call) : std::nullopt;
  for (const Ec2Resource& resource : call.store<Ec2Repository>().list(place_of(call), row.kind))
    if (text_at(resource.document, row.member) == text && can_be_named(resource, default_vpc))
      return add_named(access, call, resource.id);
  access.resources.push_back(
      call.arn("ec2", std::string(row.kind) + "/" + (row.kind == "key-pair" ? text : "*")));
  access.context_of_resource.emplace_back();
}

/// The resources that a parameter's text means; none if that cannot be known.
void add_meant(Access& access, const Call& call, std::string_view parameter, const std::string& text) {
  const auto row = std::ranges::find(kOtherNames, parameter, &OtherName::parameter);
  if (row != std::end(kOtherNames)) return add_by_name(access, call, *row, text);
  const bool is_joint = parameter == "AssociationId" || parameter == "AttachmentId";
  if (!is_joint) return add_named(access, call, text);
  for (const std::string& id : joined_by(call, text)) add_named(access, call, id);
}

/// What RAM attaches to a shared resource: the account may use it, as far as its own policies let its users.
std::string sharing_policy(const Call& call) {
  const json::object statement{{"Effect", "Allow"},
                               {"Principal", json::object{{"AWS", call.account().value}}},
                               {"Action", "ec2:*"},
                               {"Resource", "*"}};
  return json::serialize(json::object{{"Version", "2012-10-17"}, {"Statement", json::array{statement}}});
}

void add_request_tags(ConditionKeys& keys, const json::array& tags) {
  for (const json::value& tag : tags) {
    const std::string key = text_at(tag, "Key");
    keys.emplace_back("aws:RequestTag/" + key, text_at(tag, "Value"));
    keys.emplace_back("aws:TagKeys", key);
  }
}

}  // namespace

bool is_unlimited(const Principal& principal) {
  return principal.type == PrincipalType::kRoot || principal.type == PrincipalType::kService;
}

ConditionKeys specified_tags(const json::array& specifications, std::string_view kind) {
  ConditionKeys keys;
  for (const json::value& specification : specifications)
    if (text_at(specification, "ResourceType") == kind)
      add_request_tags(keys, array_at(specification, "Tag"));
  return keys;
}

ConditionKeys request_tags(const Call& call, std::string_view kind) {
  ConditionKeys keys;
  add_request_tags(keys, array_at(call.params.all(), "Tag"));
  const ConditionKeys specified = specified_tags(array_at(call.params.all(), "TagSpecification"), kind);
  keys.insert(keys.end(), specified.begin(), specified.end());
  return keys;
}

Access empty_access(const Call& call) {
  Access access;
  access.resources.clear();
  access.context.emplace_back("ec2:Region", call.region.value);
  return access;
}

Access any_in_region(const Call& call) { return access_to(call, {}); }

void add_named(Access& access, const Call& call, std::string_view id, const ConditionKeys& more) {
  const Named named = look_up(call, id);
  access.resources.push_back(arn_of(call, named.account, named.kind, named.name));
  ConditionKeys keys = keys_of(call, named, id);
  keys.insert(keys.end(), more.begin(), more.end());
  access.context_of_resource.push_back(std::move(keys));
  const bool is_shared = !named.account.empty() && named.account != call.account().value;
  if (is_shared) access.resource_policy = sharing_policy(call);
}

void add_made(Access& access, const Call& call, std::string_view kind, ConditionKeys keys) {
  access.resources.push_back(arn_of(call, call.account().value, kind, "*"));
  access.context_of_resource.push_back(std::move(keys));
}

Access access_to(const Call& call, std::initializer_list<std::string_view> named,
                 std::initializer_list<std::string_view> made) {
  if (is_unlimited(call.principal)) return {};
  Access access = empty_access(call);
  for (const std::string_view parameter : named)
    for (const std::string& text : texts_in(call, parameter)) add_meant(access, call, parameter, text);
  for (const std::string_view kind : made) add_made(access, call, kind, request_tags(call, kind));
  if (access.resources.empty()) access.resources.emplace_back("*");
  return access;
}

}  // namespace eni::sandbox::ec2_service
