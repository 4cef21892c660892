#include "sandbox/services/ec2/instances/launch_access.h"

#include <initializer_list>

#include "machine_images/machine_images.h"
#include "sandbox/services/ec2/access.h"
#include "sandbox/services/ec2/instances/launch.h"
#include "sandbox/services/ec2/instances/network.h"
#include "sandbox/services/ec2/instances/profile.h"
#include "sandbox/services/ec2/launch_templates/templates.h"
#include "sandbox/services/ec2/resources.h"
#include "sandbox/services/ec2/security_groups/groups.h"
#include "sandbox/services/ec2/vpcs/subnets.h"

namespace eni::sandbox::ec2_service {
namespace {

/// A launch as its access is worked out.
struct AskedLaunch {
  const Call& call;
  json::object data;            ///< launch_parameters()
  std::string launch_template;  ///< its id; "" if there is none, or none that can be found
  Access access;

  json::array interfaces() const { return array_at(data, "NetworkInterface"); }

  /// ec2:LaunchTemplate and ec2:IsLaunchTemplateResource: whether the call leaves to its template what the resource is by these parameters.
  ConditionKeys template_keys(std::initializer_list<std::string_view> parameters) const {
    const bool has_template = !launch_template.empty();
    bool is_of_template = has_template;
    for (const std::string_view parameter : parameters)
      if (call.params.has(parameter)) is_of_template = false;
    ConditionKeys keys{{"ec2:IsLaunchTemplateResource", is_of_template ? "true" : "false"}};
    if (has_template)
      keys.emplace_back("ec2:LaunchTemplate", call.arn("ec2", "launch-template/" + launch_template));
    return keys;
  }
};

void append(ConditionKeys& keys, const ConditionKeys& more) {
  keys.insert(keys.end(), more.begin(), more.end());
}

void add_if_given(ConditionKeys& keys, std::string_view key, const json::object& given,
                  std::string_view member) {
  if (std::string value = scalar_text_at(given, member); !value.empty())
    keys.emplace_back(key, std::move(value));
}

ConditionKeys instance_keys(const AskedLaunch& launch) {
  const json::object& data = launch.data;
  const json::object& metadata = object_at(data, "MetadataOptions");
  const json::object& placement = object_at(data, "Placement");
  ConditionKeys keys{
      {"ec2:InstanceType", find_string(data, "InstanceType").value_or(std::string(kDefaultType))},
      {"ec2:InstanceMarketType",
       find_string(object_at(data, "InstanceMarketOptions"), "MarketType").value_or("on-demand")},
      {"ec2:Tenancy", find_string(placement, "Tenancy").value_or("default")},
      {"ec2:EbsOptimized", find_string(data, "EbsOptimized").value_or("false")},
      {"ec2:RootDeviceType", "ebs"}};
  add_if_given(keys, "ec2:AvailabilityZone", placement, "AvailabilityZone");
  add_if_given(keys, "ec2:MetadataHttpEndpoint", metadata, "HttpEndpoint");
  add_if_given(keys, "ec2:MetadataHttpPutResponseHopLimit", metadata, "HttpPutResponseHopLimit");
  add_if_given(keys, "ec2:MetadataHttpTokens", metadata, "HttpTokens");
  add_if_given(keys, "ec2:InstanceMetadataTags", metadata, "InstanceMetadataTags");
  const std::string profile = profile_arn(launch.call, object_at(data, "IamInstanceProfile"));
  if (!profile.empty()) keys.emplace_back("ec2:InstanceProfile", profile);
  return keys;
}

void add_instance(AskedLaunch& launch) {
  ConditionKeys keys = instance_keys(launch);
  append(keys, specified_tags(array_at(launch.data, "TagSpecification"), "instance"));
  append(keys, launch.template_keys({"InstanceType", "IamInstanceProfile", "MetadataOptions", "Placement",
                                     "InstanceMarketOptions", "EbsOptimized", "UserData"}));
  add_made(launch.access, launch.call, "instance", std::move(keys));
}

void add_volume(AskedLaunch& launch, const json::object& ebs) {
  ConditionKeys keys;
  const std::string encrypted = scalar_text_at(ebs, "Encrypted");
  keys.emplace_back("ec2:Encrypted", encrypted.empty() ? "false" : encrypted);
  add_if_given(keys, "ec2:VolumeIops", ebs, "Iops");
  add_if_given(keys, "ec2:VolumeSize", ebs, "VolumeSize");
  add_if_given(keys, "ec2:VolumeThroughput", ebs, "Throughput");
  add_if_given(keys, "ec2:VolumeType", ebs, "VolumeType");
  append(keys, specified_tags(array_at(launch.data, "TagSpecification"), "volume"));
  append(keys, launch.template_keys({"BlockDeviceMapping"}));
  add_made(launch.access, launch.call, "volume", std::move(keys));
}

/// One for each mapping, and the image's root volume, which there is if no mapping says how it is to be.
void add_volumes(AskedLaunch& launch) {
  const auto* image = machine_images::find_image(launch.call.region.value, text_at(launch.data, "ImageId"));
  bool has_root = false;
  for (const json::value& mapping : array_at(launch.data, "BlockDeviceMapping")) {
    if (!mapping.is_object() || !find(mapping.get_object(), "Ebs")) continue;
    add_volume(launch, object_at(mapping.get_object(), "Ebs"));
    has_root |= !image || text_at(mapping.get_object(), "DeviceName") == image->root_device;
  }
  if (!has_root) add_volume(launch, {});
}

/// The id of the subnet that an interface will be in, "" if none can be found.
std::string subnet_of(const AskedLaunch& launch, std::string given) {
  if (!given.empty()) return given;
  const std::string zone = text_at(object_at(launch.data, "Placement"), "AvailabilityZone");
  const auto subnet = default_subnet(launch.call, zone);
  return subnet ? subnet->id : std::string{};
}

/// The security groups of an interface: those that are named, or its VPC's default.
void add_groups(AskedLaunch& launch, const std::vector<std::string>& given, std::string_view vpc) {
  const ConditionKeys keys = launch.template_keys({"SecurityGroupId", "SecurityGroup", "NetworkInterface"});
  for (const std::string& id : given) add_named(launch.access, launch.call, id, keys);
  if (!given.empty()) return;
  const auto group = vpc.empty() ? std::nullopt : default_group_of(launch.call, vpc);
  if (group) {
    add_named(launch.access, launch.call, group->id, keys);
  } else {
    add_made(launch.access, launch.call, "security-group", keys);
  }
}

/// An interface that is made, with its subnet and security groups.
void add_interface(AskedLaunch& launch, const std::string& given_subnet,
                   const std::vector<std::string>& groups, const json::object& specification) {
  const std::string id = subnet_of(launch, given_subnet);
  const auto subnet = find_subnet(launch.call, id);
  ConditionKeys keys;
  if (subnet) {
    const std::string& account = subnet->account;
    keys = {{"ec2:Subnet", arn_of(launch.call, account, "subnet", id)},
            {"ec2:Vpc", arn_of(launch.call, account, "vpc", subnet->scope)},
            {"ec2:AvailabilityZone", text_at(subnet->document, "availabilityZone")}};
  }
  add_if_given(keys, "ec2:AssociatePublicIpAddress", specification, "AssociatePublicIpAddress");
  append(keys, specified_tags(array_at(launch.data, "TagSpecification"), "network-interface"));
  append(keys, launch.template_keys({"NetworkInterface", "SubnetId", "SecurityGroupId"}));
  add_made(launch.access, launch.call, "network-interface", std::move(keys));

  const ConditionKeys of_subnet = launch.template_keys({"SubnetId", "NetworkInterface"});
  if (id.empty()) {
    add_made(launch.access, launch.call, "subnet", of_subnet);
  } else {
    add_named(launch.access, launch.call, id, of_subnet);
  }
  add_groups(launch, groups, subnet ? subnet->scope : std::string{});
}

void add_network(AskedLaunch& launch) {
  const json::array interfaces = launch.interfaces();
  if (interfaces.empty()) {
    add_interface(launch, launch.call.params.text_or("SubnetId", ""),
                  texts_at(launch.data, "SecurityGroupId"), {});
  }
  for (const json::value& one : interfaces) {
    if (!one.is_object()) continue;
    const json::object& interface = one.get_object();
    if (const std::string id = text_at(interface, "NetworkInterfaceId"); !id.empty()) {
      add_named(launch.access, launch.call, id, launch.template_keys({"NetworkInterface"}));
    } else {
      add_interface(launch, text_at(interface, "SubnetId"), texts_at(interface, "SecurityGroupId"),
                    interface);
    }
  }
}

/// By its id; one of Parameter Store is not known yet.
void add_image(AskedLaunch& launch) {
  const std::string id = text_at(launch.data, "ImageId");
  const ConditionKeys keys = launch.template_keys({"ImageId"});
  if (id.starts_with("ami-")) return add_named(launch.access, launch.call, id, keys);
  launch.access.resources.push_back(arn_of(launch.call, "", "image", "*"));
  launch.access.context_of_resource.push_back(keys);
}

void add_key_pair(AskedLaunch& launch) {
  const std::string name = text_at(launch.data, "KeyName");
  if (name.empty()) return;
  const ConditionKeys keys = launch.template_keys({"KeyName"});
  for (const Ec2Resource& pair : launch.call.store<Ec2Repository>().list(place_of(launch.call), "key-pair")) {
    if (text_at(pair.document, "keyName") != name) continue;
    return add_named(launch.access, launch.call, pair.id, keys);
  }
  launch.access.resources.push_back(launch.call.arn("ec2", "key-pair/" + name));
  launch.access.context_of_resource.push_back(keys);
}

/// The id of the launch template that the call names.
std::string template_of(const Call& call) {
  const json::object* specification = call.params.object("LaunchTemplate");
  if (!specification) return {};
  const auto reference = read_template_reference(Params{*specification});
  const auto found = reference ? find_template(call, *reference) : reference.error();
  return found ? found->id : std::string{};
}

}  // namespace

Access launch_access(const Call& call) {
  if (is_unlimited(call.principal)) return {};
  const auto parameters = launch_parameters(call);
  AskedLaunch launch{call, parameters ? *parameters : call.params.all(), template_of(call),
                     empty_access(call)};
  add_instance(launch);
  add_network(launch);
  add_volumes(launch);
  add_image(launch);
  add_key_pair(launch);
  if (!launch.launch_template.empty())
    add_named(launch.access, call, launch.launch_template, launch.template_keys({}));
  return std::move(launch.access);
}

}  // namespace eni::sandbox::ec2_service
