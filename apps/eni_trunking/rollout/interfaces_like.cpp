#include "eni_trunking/rollout/interfaces_like.h"

#include "eni_trunking/clusters/reply_fields.h"

namespace eni::command {

using diagnosis::CopyObstacle;

namespace {

/// Of a trunk, or of a task without one: "arn:aws:ecs:eu-central-1:123456789012:attachment/…"
bool is_of_ecs(const json::value& interface) {
  const std::string type = text_at(interface, "interfaceType");
  const std::string description = text_at(interface, "description");
  const bool is_attachment =
      description.starts_with("arn:") && description.find(":ecs:") != std::string::npos;
  return type == "trunk" || type == "branch" || is_attachment;
}

void read_primary(const json::value& interface, PrimaryInterface& primary,
                  std::vector<CopyObstacle>& copy_obstacles) {
  const json::value association = object_at(interface, "association");
  const std::string address = text_at(association, "publicIp");
  const bool is_amazons = text_at(association, "ipOwnerId") == "amazon";
  primary.has_public_address = !address.empty() && is_amazons;
  primary.ipv6_addresses = array_at(interface, "ipv6AddressesSet").size();
  if (!address.empty() && !is_amazons)
    copy_obstacles.push_back({"has the Elastic IP address " + address, ""});
  if (array_at(interface, "privateIpAddressesSet").size() > 1)
    copy_obstacles.push_back({"has secondary private addresses", ""});
  if (!array_at(interface, "ipv4PrefixSet").empty() || !array_at(interface, "ipv6PrefixSet").empty())
    copy_obstacles.push_back({"has address prefixes", ""});
  if (text_at(interface, "interfaceType").starts_with("efa"))
    copy_obstacles.push_back({"has an Elastic Fabric Adapter", ""});
  if (!boolean_at(object_at(interface, "attachment"), "deleteOnTermination", true))
    copy_obstacles.push_back({"has a primary network interface that is not deleted with it", ""});
}

}  // namespace

PrimaryInterface read_interfaces(const json::value& instance, std::vector<CopyObstacle>& copy_obstacles) {
  PrimaryInterface primary;
  primary.subnet = text_at(instance, "subnetId");
  for (const json::value& group : array_at(instance, "groupSet"))
    primary.groups.push_back(text_at(group, "groupId"));
  for (const json::value& interface : array_at(instance, "networkInterfaceSet")) {
    if (is_of_ecs(interface)) continue;
    if (number_at(object_at(interface, "attachment"), "deviceIndex") == 0)
      read_primary(interface, primary, copy_obstacles);
    else
      copy_obstacles.push_back(
          {"has another network interface, " + text_at(interface, "networkInterfaceId"), ""});
  }
  if (!boolean_at(instance, "sourceDestCheck", true))
    copy_obstacles.push_back({"forwards for others: its source/destination check is off", ""});
  return primary;
}

json::object interface_like(const PrimaryInterface& primary) {
  json::object interface {
    {"DeviceIndex", 0}, {"SubnetId", primary.subnet},
        {"AssociatePublicIpAddress", primary.has_public_address}, {
      "DeleteOnTermination", true
    }
  };
  if (!primary.groups.empty()) interface["SecurityGroupId"] = as_list(primary.groups);
  if (primary.ipv6_addresses > 0) interface["Ipv6AddressCount"] = primary.ipv6_addresses;
  return interface;
}

}  // namespace eni::command
