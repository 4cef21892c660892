#include <algorithm>

#include "diagnosis/rollout/record.h"
#include "eni_trunking/clusters/cluster_reader.h"
#include "eni_trunking/clusters/reply_fields.h"

namespace eni::command {

using client::AwsClient;
using diagnosis::Instance;
using diagnosis::Subnet;

namespace {

std::string tag(const json::value& shown, std::string_view key) {
  for (const json::value& one : array_at(shown, "tagSet")) {
    if (text_at(one, "key") == key) return text_at(one, "value");
  }
  return "";
}

bool has_tag(const json::value& shown, std::string_view key) {
  const json::array& tags = array_at(shown, "tagSet");
  return std::any_of(tags.begin(), tags.end(),
                     [&](const json::value& one) { return text_at(one, "key") == key; });
}

Instance read_instance(const json::value& shown) {
  Instance instance;
  instance.id = text_at(shown, "instanceId");
  instance.type = text_at(shown, "instanceType");
  instance.state = text_at(object_at(shown, "instanceState"), "name");
  instance.image_id = text_at(shown, "imageId");
  instance.profile_arn = text_at(object_at(shown, "iamInstanceProfile"), "arn");
  instance.subnet_id = text_at(shown, "subnetId");
  instance.vpc_id = text_at(shown, "vpcId");
  instance.zone = text_at(object_at(shown, "placement"), "availabilityZone");
  for (const json::value& group : array_at(shown, "groupSet"))
    instance.security_groups.push_back(text_at(group, "groupId"));
  instance.group_name = tag(shown, "aws:autoscaling:groupName");
  instance.launch_template_id = tag(shown, "aws:ec2launchtemplate:id");
  instance.launched_at = time_at(shown, "launchTime");
  const json::value* dns = find(shown, "privateDnsNameOptions");
  instance.has_a_record = dns && boolean_at(*dns, "enableResourceNameDnsARecord");
  instance.has_managed_tag = has_tag(shown, "AmazonECSManaged");
  instance.rollout = tag(shown, diagnosis::kRolloutTag);
  instance.replaces = tag(shown, diagnosis::kReplacesTag);
  return instance;
}

/// A route table's way to the internet, if it has one.
bool has_internet_gateway(const json::value& route_table) {
  const json::array& routes = array_at(route_table, "routeSet");
  return std::any_of(routes.begin(), routes.end(), [](const json::value& route) {
    return text_at(route, "gatewayId").starts_with("igw-") &&
           text_at(route, "destinationCidrBlock") == "0.0.0.0/0";
  });
}

bool lets_everybody_in(const json::value& group) {
  for (const json::value& rule : array_at(group, "ipPermissions")) {
    for (const json::value& range : array_at(rule, "ipRanges")) {
      if (text_at(range, "cidrIp") == "0.0.0.0/0") return true;
    }
    for (const json::value& range : array_at(rule, "ipv6Ranges")) {
      if (text_at(range, "cidrIpv6") == "::/0") return true;
    }
  }
  return false;
}

}  // namespace

void ClusterReader::add_instances(Jobs& jobs) {
  jobs.push_back([this](AwsClient& client) {
    const json::object filter{{"Name", "instance-state-name"},
                              {"Value", {"pending", "running", "stopping", "stopped"}}};
    const auto reservations =
        ask_all(client, "ec2", "DescribeInstances", {{"Filter", json::array{filter}}, {"MaxResults", 1000}},
                "reservationSet");
    if (!reservations) return;
    std::map<std::string, Instance> instances;
    for (const json::value& reservation : *reservations) {
      for (const json::value& shown : array_at(reservation, "instancesSet")) {
        Instance instance = read_instance(shown);
        instances.emplace(instance.id, std::move(instance));
      }
    }
    const std::lock_guard lock{mutex_};
    description_.instances = std::move(instances);
  });
}

void ClusterReader::add_subnets(Jobs& jobs) {
  jobs.push_back([this](AwsClient& client) {
    const auto subnets = ask_all(client, "ec2", "DescribeSubnets", {}, "subnetSet");
    if (!subnets) return;
    const std::lock_guard lock{mutex_};
    for (const json::value& shown : *subnets) {
      Subnet& subnet = description_.subnets[text_at(shown, "subnetId")];
      subnet.id = text_at(shown, "subnetId");
      subnet.zone = text_at(shown, "availabilityZone");
      subnet.vpc_id = text_at(shown, "vpcId");
      subnet.owner_id = text_at(shown, "ownerId");
      subnet.free_addresses = number_at(shown, "availableIpAddressCount");
    }
  });
}

void ClusterReader::add_route_tables(Jobs& jobs) {
  jobs.push_back([this](AwsClient& client) {
    const auto tables = ask_all(client, "ec2", "DescribeRouteTables", {}, "routeTableSet");
    if (!tables) return;
    const std::lock_guard lock{mutex_};
    for (const json::value& table : *tables) {
      for (const json::value& association : array_at(table, "associationSet")) {
        const std::string subnet = text_at(association, "subnetId");
        if (!subnet.empty())
          subnets_with_gateway_[subnet] = has_internet_gateway(table);
        else if (boolean_at(association, "main"))
          vpcs_with_gateway_[text_at(table, "vpcId")] = has_internet_gateway(table);
      }
    }
  });
}

void ClusterReader::add_default_groups(Jobs& jobs) {
  jobs.push_back([this](AwsClient& client) {
    const json::object filter{{"Name", "group-name"}, {"Value", {"default"}}};
    const auto groups = ask_all(client, "ec2", "DescribeSecurityGroups", {{"Filter", json::array{filter}}},
                                "securityGroupInfo");
    if (!groups) return;
    const std::lock_guard lock{mutex_};
    for (const json::value& shown : *groups)
      description_.default_groups[text_at(shown, "vpcId")] = {text_at(shown, "groupId"),
                                                              lets_everybody_in(shown)};
  });
}

void ClusterReader::tell_gateways() {
  for (auto& [id, subnet] : description_.subnets) {
    const auto own = subnets_with_gateway_.find(id);
    const auto main = vpcs_with_gateway_.find(subnet.vpc_id);
    if (own != subnets_with_gateway_.end())
      subnet.has_internet_gateway = own->second;
    else if (main != vpcs_with_gateway_.end())
      subnet.has_internet_gateway = main->second;
  }
}

}  // namespace eni::command
