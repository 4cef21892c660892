#include "sandbox/services/autoscaling/launches/run_instances_input.h"

#include "sandbox/shapes/model.h"

namespace eni::sandbox::autoscaling_service {
namespace {

using shapes::Kind;
using shapes::Member;
using shapes::Shape;

json::array only(json::value element) {
  json::array list;
  list.push_back(std::move(element));
  return list;
}

// ---- interfaces of a template, as a request names them ----

json::value as_request(const Shape& told, const Shape& asked, const json::value& value);

json::object structure_as_request(const Shape& told, const Shape& asked, const json::object& value) {
  json::object out;
  for (std::size_t at = 0; at < told.member_count(); ++at) {
    const Member member = told.member(at);
    const json::value* given = find(value, member.wire_name());
    const auto same = asked.find_member(member.name());
    if (given && same) out[same->query_name()] = as_request(member.shape(), same->shape(), *given);
  }
  return out;
}

json::value as_request(const Shape& told, const Shape& asked, const json::value& value) {
  if (told.kind() == Kind::kStructure && value.is_object())
    return structure_as_request(told, asked, value.get_object());
  if (told.kind() != Kind::kList || !value.is_array()) return value;
  json::array list;
  for (const json::value& element : value.get_array())
    list.push_back(as_request(told.element().shape(), asked.element().shape(), element));
  return list;
}

Shape told_interfaces() {
  const Shape versions =
      *shapes::find_service("ec2")->find_operation("DescribeLaunchTemplateVersions")->output();
  const Shape version = versions.find_member("LaunchTemplateVersions")->shape().element().shape();
  return version.find_member("LaunchTemplateData")->shape().find_member("NetworkInterfaces")->shape();
}

Shape asked_interfaces() {
  const Shape input = *shapes::find_service("ec2")->find_operation("RunInstances")->input();
  return input.find_member("NetworkInterfaces")->shape();
}

/// A template with interfaces says in them what a subnet would say of the launch.
void place(json::object& input, const std::string& subnet, const json::array& interfaces) {
  if (interfaces.empty()) {
    input["SubnetId"] = subnet;
    return;
  }
  json::array asked = as_request(told_interfaces(), asked_interfaces(), interfaces).as_array();
  for (json::value& interface : asked)
    if (!find(interface, "NetworkInterfaceId")) interface.as_object()["SubnetId"] = subnet;
  input["NetworkInterface"] = std::move(asked);
}

json::object begin_input(const LaunchOrder& order, json::array tags) {
  json::object input{{"MinCount", 1}, {"MaxCount", order.count}, {"ClientToken", order.token}};
  if (!order.instance_type.empty()) input["InstanceType"] = order.instance_type;
  if (order.is_spot) input["InstanceMarketOptions"] = json::object{{"MarketType", "spot"}};
  json::object specification{{"ResourceType", "instance"}};
  specification["Tag"] = std::move(tags);
  input["TagSpecification"] = only(std::move(specification));
  return input;
}

// ---- launch configurations ----

bool is_group_id(std::string_view group) { return group.starts_with("sg-"); }

json::array device_mappings(const json::array& devices) {
  json::array out;
  for (const json::value& device : devices) {
    json::object mapping = device.as_object();
    // EC2 wants a text where Auto Scaling has a flag.
    if (flag_at(mapping, "NoDevice")) {
      mapping["NoDevice"] = "";
    } else {
      mapping.erase("NoDevice");
    }
    out.push_back(std::move(mapping));
  }
  return out;
}

json::object profile_of(const std::string& text) {
  return {{text.starts_with("arn:") ? "Arn" : "Name", text}};
}

void add_groups(json::object& target, const json::array& groups) {
  json::array ids;
  json::array names;
  for (const json::value& group : groups) {
    json::array& list = is_group_id(as_text(group)) ? ids : names;
    list.push_back(group);
  }
  if (!ids.empty()) target["SecurityGroupId"] = std::move(ids);
  if (!names.empty()) target["SecurityGroup"] = std::move(names);
}

/// A launch configuration that speaks of a public address needs an interface to say it of.
void place(json::object& input, const std::string& subnet, const json::object& configuration) {
  const auto is_public = find_flag(configuration, "AssociatePublicIpAddress");
  const json::array& groups = array_at(configuration, "SecurityGroups");
  if (!is_public) {
    input["SubnetId"] = subnet;
    add_groups(input, groups);
    return;
  }
  json::object interface {
    {"DeviceIndex", 0}, {"SubnetId", subnet}, { "AssociatePublicIpAddress", *is_public }
  };
  add_groups(interface, groups);
  input["NetworkInterface"] = only(std::move(interface));
}

}  // namespace

json::object run_from_template(const LaunchOrder& order, const ResolvedTemplate& source, json::array tags) {
  json::object input = begin_input(order, std::move(tags));
  input["LaunchTemplate"] =
      json::object{{"LaunchTemplateId", source.id}, {"Version", std::to_string(source.version)}};
  place(input, order.subnet, array_at(source.data, "networkInterfaceSet"));
  return input;
}

json::object run_from_configuration(const LaunchOrder& order, const LaunchConfiguration& source,
                                    json::array tags) {
  json::object input = begin_input(order, std::move(tags));
  const json::object& configuration = source.document;
  for (const std::string_view name : {"ImageId", "InstanceType", "EbsOptimized", "MetadataOptions"})
    if (const json::value* value = find(configuration, name)) input[name] = *value;
  for (const std::string_view name : {"KeyName", "UserData"})
    if (const std::string text = text_at(configuration, name); !text.empty()) input[name] = text;
  if (const json::array& devices = array_at(configuration, "BlockDeviceMappings"); !devices.empty())
    input["BlockDeviceMapping"] = device_mappings(devices);
  if (const std::string profile = text_at(configuration, "IamInstanceProfile"); !profile.empty())
    input["IamInstanceProfile"] = profile_of(profile);
  if (!text_at(configuration, "SpotPrice").empty())
    input["InstanceMarketOptions"] = json::object{{"MarketType", "spot"}};
  input["Monitoring"] = object_at(configuration, "InstanceMonitoring");
  place(input, order.subnet, configuration);
  return input;
}

}  // namespace eni::sandbox::autoscaling_service
